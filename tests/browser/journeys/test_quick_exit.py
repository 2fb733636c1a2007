"""Leaving at once: with script without a way back, without script by a plain link."""

import pytest

from tests.browser.navigation import follow


def test_quick_exit_leads_to_the_notes_and_takes_the_page_out_of_the_history(page, site):
    page.goto(site.origin + "/")
    page.goto(site.origin + "/accessibility")
    page.locator(".exit").click()
    page.wait_for_url("**/catatan")
    assert page.title() == "Catatan"
    page.go_back()
    assert page.url == site.origin + "/"


def test_quick_exit_goes_outside_only_while_online(page, site):
    page.goto(site.origin + "/")
    exit_url = site.origin + "/accessibility"
    page.locator(".exit").evaluate("(link, url) => { link.dataset.quickExit = url }", exit_url)
    page.locator(".exit").click()
    page.wait_for_url("**/accessibility")


@pytest.mark.parametrize(("locale", "notes"), [("id-ID", "/catatan"), ("en-GB", "/notes")])
def test_without_script_quick_exit_is_a_link(browser, site, locale, notes):
    context = browser.new_context(java_script_enabled=False, locale=locale)
    page = context.new_page()
    page.goto(site.origin + "/")
    follow(page.locator(".exit"))
    assert page.url == site.origin + notes
    context.close()


def test_the_quick_exit_is_the_fourth_stop_of_the_tab_key(page, site):
    page.goto(site.origin + "/")
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.className"))
    assert stops == ["skip", "brand", "lang", "exit"]


def test_the_way_out_stands_beside_the_name_on_the_narrowest_phone(browser, site):
    phone = {"viewport": {"width": 320, "height": 640}, "locale": "id-ID"}
    context = browser.new_context(base_url=site.origin, **phone)
    page = context.new_page()
    page.goto("/")
    tops = {page.locator(f".strip .{name}").bounding_box()["y"] for name in ("brand", "exit")}
    context.close()
    assert len(tops) == 1
