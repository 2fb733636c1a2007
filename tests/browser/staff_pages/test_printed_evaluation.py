"""The overview of the evaluation on paper: with all tables, on few pages."""

import pypdfium2
import pytest

from tests.browser.visits import VISITS


@pytest.mark.parametrize("name", ["evaluation", "evaluation in English"])
def test_the_overview_prints_on_about_eight_pages(browser, world_of, name):
    visit = next(visit for visit in VISITS if visit.name == name)
    world = world_of(visit)
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        locale=visit.language,
        storage_state=world.states[visit.who],
    )
    page = context.new_page()
    page.goto(world.origin + visit.path(world))
    tables = page.locator("table caption").all_text_contents()
    page.emulate_media(media="print")
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as document:
        text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
        pages = len(document)
    context.close()
    assert 4 <= pages <= 9
    words = " ".join(text.split())
    assert len([caption for caption in tables if caption.strip()]) >= 6
    assert all(" ".join(caption.split()) in words for caption in tables)
