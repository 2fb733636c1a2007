"""The scanner says how old its keys and lists are, and why it cannot work where it cannot."""

import pytest
from playwright.sync_api import expect

SCANNER = "/verify/scan"
PLAIN = "Object.defineProperty(window, 'isSecureContext', { value: false })"
WHILE = 30_000  # milliseconds; two shared cores


@pytest.fixture
def opened(page, site):
    """The scanner on a telephone; `plain` as over http, where browsers give it nothing."""

    def opened(*, plain=False):
        if plain:
            page.add_init_script(PLAIN)
        page.goto(site.origin + SCANNER)
        return page

    return opened


def test_keys_and_lists_have_their_ages(opened):
    page = opened()
    for part in ("keys-age", "lists-age", "lists-end"):
        expect(page.locator(f"[data-{part}]")).to_contain_text("20", timeout=WHILE)
    assert page.locator("[data-insecure]").is_hidden()


def test_without_a_secure_connection_it_says_so_and_offers_nothing(opened):
    page = opened(plain=True)
    expect(page.locator("[data-insecure]")).to_contain_text("https", timeout=WHILE)
    assert page.locator("[data-insecure]").is_visible()
    assert page.locator("[data-scanner]").is_hidden()
