"""What `/verify` answers to a file keeps to the rules of every page that opens by an address."""

import pytest

from tests.browser.navigation import follow
from tests.browser.observing import VIEWS, WIDTHS, Observation, look_around


@pytest.fixture(scope="module")
def files(browser, site):
    """A certificate with a name in Javanese letters, and the same with another letter in it."""
    context = browser.new_context(storage_state=site.states["done"])
    address = site.origin + site.paths["refresher"].removesuffix("/refresher")
    issued = context.request.get(f"{address}.json").body()
    context.close()
    return {"specimen": issued, "refused": issued.replace(b"Penyegaran", b"Penyegarin")}


@pytest.mark.parametrize("outcome", ["specimen", "refused"])
def test_the_answer_to_a_file_is_fit_for_all(page, site, files, outcome):
    page.goto(f"{site.origin}/verify")
    page.set_input_files(
        "#file", {"name": "a.json", "mimeType": "application/json", "buffer": files[outcome]}
    )
    follow(page.locator("form[enctype] button"))
    assert page.locator("[data-verdict]").get_attribute("data-verdict") == outcome
    assert page.locator(".drawn-name").count() == (outcome == "specimen")
    page.emulate_media(reduced_motion="reduce")
    seen = Observation()
    look_around(page, seen)
    assert seen.findings == {view: [] for view in VIEWS}
    assert all(seen.widths[view] <= width for view, width in WIDTHS.items())
