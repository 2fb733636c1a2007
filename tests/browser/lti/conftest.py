"""Payung and Open edX's consumer, connected by the values that its author page shows."""

import re
from urllib.parse import urlsplit

import pytest

from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.kernel.clock import utc_now
from tests.browser.conftest import served
from tests.browser.lti.consumer import Consumer
from tests.browser.world import World
from tests.conftest import build_schema
from tests.factories import make_course, make_person


@pytest.fixture(scope="module")
def payung(tmp_path_factory):
    """Payung with the course and an administrator, on 127.0.0.1."""
    folder = tmp_path_factory.mktemp("payung")
    build_schema(f"sqlite:///{folder / 'payung.db'}")
    with served(folder) as (app, origin):
        world = World(app, origin)
        with world.writing() as session:
            make_course(session)
            world.let_in(
                session,
                "administrator",
                make_person(session, language="en", roles=("administrator",)),
            )
        yield world


@pytest.fixture(scope="module")
def consumer(payung, browser, tmp_path_factory):
    """The consumer on localhost; Payung knows it by what its author page says."""
    consumer = Consumer(tmp_path_factory.mktemp("consumer"), payung.origin)
    try:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{consumer.origin}/sign-in/guru")
        page.goto(f"{consumer.origin}/studio/test")
        details = details_on(page.locator(".xblock").inner_text(), consumer.origin)
        context.close()
        with payung.writing() as session:
            platform_id = add_platform(session, details, added_by=None, now=utc_now())
        payung.paths["platform"] = f"/admin/platforms/{platform_id}"
        assert urlsplit(consumer.origin).hostname != urlsplit(payung.origin).hostname
        yield consumer
    finally:
        consumer.stop()


def details_on(text, origin):
    """What an administrator copies into Payung from the page of an author in Studio."""
    shown = dict(re.findall(r"^(.+?):\s+(\S+)$", text, re.MULTILINE))
    return PlatformDetails(
        name="Open edX (contoh)",
        issuer=origin,
        client_id=shown["Client ID"],
        authorization_url=shown["Login URL"],
        token_url=shown["Access Token URL"],
        key_set_url=shown["Keyset URL"],
        frame_origins=(origin,),
        deployment_ids=(shown["Deployment ID"],),
    )


@pytest.fixture
def page(browser):
    """A browser that is signed in nowhere."""
    context = browser.new_context(locale="id-ID", viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def open_unit(page, consumer):
    """Open a unit of the platform as one of its users; gives the frame of Payung."""

    def open_unit(username, unit):
        page.goto(f"{consumer.origin}/sign-in/{username}")
        page.goto(f"{consumer.origin}/course/{unit}")
        page.locator("#confirm-button").click()  # the consumer asks before it shares the name
        return page.frame(f"ltiFrame-{unit}")

    return open_unit
