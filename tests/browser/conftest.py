"""The program served on a free port, a browser, and one look at each page for all tests."""

from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from lms.app import create_app
from lms.extensions import db
from lms.settings import Settings
from tests.browser.observing import Phones
from tests.browser.phones import attempt_id, contact, logged, phone, stored  # noqa: F401  fixtures
from tests.browser.public_world import build_public_world
from tests.browser.secure_site import HOST, SecureSite
from tests.browser.world import build_world
from tests.conftest import build_schema

pytest.register_assert_rewrite("tests.browser.page_rules")
expect.set_options(timeout=20_000)  # ms; other tests run beside
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NAMES = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"


@pytest.fixture(scope="session")
def playwright():
    """One for all tests of a process: a second one cannot start beside it."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    chromium = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=[*CHROMIUM, NAMES]
    )
    yield chromium
    chromium.close()


@contextmanager
def served(data_dir, **settings):
    """The program on a free port. Gives it, and where it is."""
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    app = create_app(
        Settings(data_dir=data_dir, port=server.port, **settings), RATELIMIT_ENABLED=False
    )
    Thread(target=server.serve_forever, daemon=True).start()
    yield app, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("site")
    build_schema(f"sqlite:///{data_dir / 'payung.db'}")
    return data_dir


@pytest.fixture(scope="session")
def site(data_dir):
    """Where it is served, and who lives there."""
    with served(data_dir) as (app, origin):
        yield build_world(app, origin)


@pytest.fixture(scope="session")
def site_with_mail(site, data_dir):
    """The same, once it can send messages."""
    mail = {"mail_url": "smtp://127.0.0.1:9", "mail_from": "payung@contoh.id"}
    with served(data_dir, **mail) as (app, origin):
        yield replace(site, app=app, origin=origin)


@pytest.fixture(scope="session")
def public_site(tmp_path_factory):
    """Reached over TLS by a name of its own, so that its certificates are no specimens."""
    site = SecureSite(tmp_path_factory.mktemp("public"), with_port=True)
    yield build_public_world(site)
    site.stop()


@pytest.fixture(scope="session")
def world_of(request):
    """Each site is made when the first visit goes there."""
    sites = {"local": "site", "with mail": "site_with_mail", "public": "public_site"}
    return lambda visit: request.getfixturevalue(sites[visit.site])


@pytest.fixture(scope="session")
def look(browser, world_of):
    """Looks at a visit once, however many tests ask about it."""
    seen, phones = {}, Phones(browser)

    def look_at(visit):
        if visit.name not in seen:
            seen[visit.name] = phones.observe(world_of(visit), visit)
        return seen[visit.name]

    return look_at


@pytest.fixture
def page(browser, site):
    """A phone that is signed out."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    yield context.new_page()
    context.close()
