"""The program served on a free port, a browser, and one look at each page for all tests."""

from threading import Thread

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from lms.app import create_app
from lms.extensions import db
from lms.settings import Settings
from tests.browser.observing import observe
from tests.browser.phones import attempt_id, contact, phone, stored  # noqa: F401  fixtures
from tests.browser.world import build_world
from tests.conftest import build_schema

pytest.register_assert_rewrite("tests.browser.page_rules")
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def playwright():
    """One for all tests of a process: a second one cannot start beside it."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Where it is served, and who lives there."""
    data_dir = tmp_path_factory.mktemp("site")
    build_schema(f"sqlite:///{data_dir / 'payung.db'}")
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    app = create_app(Settings(data_dir=data_dir, port=server.port), RATELIMIT_ENABLED=False)
    Thread(target=server.serve_forever, daemon=True).start()
    yield build_world(app, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def look(browser, site):
    """Looks at a visit once, however many tests ask about it."""
    seen = {}

    def look_at(visit):
        if visit.name not in seen:
            seen[visit.name] = observe(
                browser,
                site.origin,
                visit.path(site),
                state=site.states[visit.who],
                language=visit.language,
                act=visit.act,
            )
        return seen[visit.name]

    return look_at


@pytest.fixture
def page(browser, site):
    """A phone that is signed out."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    yield context.new_page()
    context.close()
