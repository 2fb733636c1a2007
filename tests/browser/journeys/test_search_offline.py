"""Search in a kept course while the server is stopped finds what the server finds."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from courses.course_files.reader import read_course
from courses.search.index import AFTER, excerpt
from tests.browser.observing import ALL_RULES, axe_findings
from tests.browser.offline_phone import BASE, phone_of
from tests.browser.stoppable import StoppableSite
from tests.factories import SHIPPED_COURSE

SEARCH = f"{BASE}/search"
FILLED = "html[data-filled]"
WORDS = ("memaksa", "laporan polisi", "grooming", "dan", "zzzz", "a", "anak perempuan restitusi")
HITS = "[data-hits] li"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = StoppableSite(tmp_path_factory.mktemp("search"), read_course(SHIPPED_COURSE))
    yield site
    site.close()


@pytest.fixture(scope="module")
def phone(browser, site):
    with phone_of(browser, site) as page:
        yield page


def found(page):
    """The sentence, and each hit with its words that are marked."""
    return page.evaluate(
        """() => [
            document.querySelector("[data-state]").textContent,
            [...document.querySelectorAll("[data-hits] li")].map((item) => [
                item.querySelector("a").getAttribute("href"), item.querySelector("a").textContent,
                [...item.querySelectorAll("mark")].map((mark) => mark.textContent),
            ]),
        ]"""
    )


def search(page, words):
    page.goto(f"{SEARCH}?q={words}")
    return found(page)


def search_kept(page, words):
    page.goto(f"{SEARCH}?q={words}")
    page.locator(FILLED).wait_for(state="attached")
    return found(page)


def test_a_kept_course_finds_what_the_server_finds(site, phone):
    online = {words: search(phone, words) for words in WORDS}
    english = search(phone, "children")
    site.stop()
    try:
        for words in WORDS:
            assert search_kept(phone, words) == online[words], words
        sentence, hits = search_kept(phone, "children")
        assert sentence == english[0]
        assert len(hits) == len(english[1])
        assert all(title and not marked for _address, title, marked in hits)
        phone.evaluate(AXE_SCRIPT)
        assert axe_findings(phone, ALL_RULES) == []
    finally:
        site.start()


REPLACE_PAGE = """async ([address, text]) => {
    const kept = await caches.open("course-POESA-EL");
    const path = address.split("#")[0], headers = { "Content-Type": "text/html" };
    await kept.put(path, new Response(`<main>${text}</main>`, { headers }));
}"""


def test_a_word_that_an_excerpt_would_cut_does_not_count(browser, site):
    """`polisiku` is no word of the course, but its beginning at the end of an excerpt is."""
    text = (
        "laporan lalu saat "
        + "dan " * 39
        + "polisiku "
        + "dan " * 60
        + "Laporan polisi "
        + "dan " * 60
    )
    assert text[:AFTER].endswith(" polisi")
    words = [{"laporan"}, {"polisi"}]
    marked = [part for part, is_found in excerpt(text, words) if is_found]
    assert marked == ["Laporan", "polisi"]
    with phone_of(browser, site) as phone:
        address = search(phone, "laporan polisi")[1][0][0]
        site.stop()
        try:
            phone.evaluate(REPLACE_PAGE, [address, text])
            assert search_kept(phone, "laporan polisi")[1][0][2] == marked
        finally:
            site.start()


def test_words_are_typed_without_a_server_and_lead_to_their_page(site, phone):
    site.stop()
    try:
        phone.goto(SEARCH)
        phone.locator(FILLED).wait_for(state="attached")
        phone.locator("#q").fill("grooming")
        with phone.expect_navigation():
            phone.locator("form[role=search] button").click()
        expect(phone.locator("#q")).to_have_value("grooming")
        expect(phone.locator(HITS).first.locator("mark").first).to_be_visible()
        with phone.expect_navigation():
            phone.locator(HITS).nth(1).locator("a").click()
        expect(phone.locator("main h1")).to_be_visible()
        assert "/steps/" in phone.url
    finally:
        site.start()
