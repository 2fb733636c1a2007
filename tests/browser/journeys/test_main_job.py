"""The main job in a browser at phone size: from sign-up to a stranger who scans the certificate."""

import pytest
from playwright.sync_api import expect

from certificates.qr.qr_reader import read_qr_codes
from tests.browser.learner_steps import (
    play_story,
    rate,
    read_lessons,
    sign_up,
    sit,
    write_plan,
)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request, browser, site):
    """A small phone of somebody new, in Indonesian."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        java_script_enabled=request.param,
        base_url=site.origin,
        accept_downloads=True,
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_person_learns_is_certified_and_a_stranger_checks_it(phone, browser, site, tmp_path):
    sign_up(phone)
    rate(phone, "before", 2)
    sit(phone, "pre", leave_blank=(3, 9))
    expect(phone.locator("main")).not_to_contain_text("90")  # no score before the post-test
    read_lessons(phone)
    play_story(phone)
    write_plan(phone)
    sit(phone, "post")
    expect(phone.locator("main")).to_contain_text("100")
    rate(phone, "after", 4)
    phone.goto("/home")
    phone.locator("main a[href^='/certificates/']").first.click()
    with phone.expect_download() as download:
        phone.locator("main a[href$='.pdf']").first.click()
    download.value.save_as(tmp_path / "certificate.pdf")
    (code,) = read_qr_codes((tmp_path / "certificate.pdf").read_bytes())
    stranger = browser.new_context(viewport=phone.viewport_size, java_script_enabled=False)
    page = stranger.new_page()
    page.goto(code)
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Sekar Wulandari")
    stranger.close()
