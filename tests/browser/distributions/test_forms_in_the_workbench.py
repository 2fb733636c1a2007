"""Our blocks in the workbench as a person sees them: with style and script for such hosts."""

import pytest
from playwright.sync_api import expect

from assessments.blocks import BLOCKS as ASSESSMENT_BLOCKS
from courses.blocks import BLOCKS as COURSE_BLOCKS
from tests.browser.navigation import follow
from tests.conformance.workbench import HOSTS, build_wheel, make_environment, serve_workbench

LISTS = {
    "Sarapan": "1",
    "Makan siang": "2",
    "Makan malam": "3",
    "Jawa": "Bandung",
    "Sulawesi": "Makassar",
    "Mangga": "Buah",
    "Bayam": "Sayur",
    "Pepaya": "Buah",
}


@pytest.fixture(scope="module")
def workbench(tmp_path_factory):
    wheel = build_wheel(tmp_path_factory.mktemp("wheel"))
    python = make_environment(tmp_path_factory.mktemp("host") / "environment", wheel, HOSTS[0])
    with serve_workbench(python, tmp_path_factory.mktemp("workbench")) as served:
        yield served


@pytest.fixture
def show(browser, workbench):
    """Open a block's page; what is found is looked for inside the block."""
    page = browser.new_page()

    def show(block):
        page.goto(f"{workbench.url}/scenario/{block}.0/?student=visitor")
        return page.locator(".xblock-v1")

    yield show
    page.close()


def test_a_test_is_answered_scored_and_graded(show, workbench):
    block = show("payung_test")
    for text in ("Selasa", "Dua", "Empat", "Benar"):
        block.get_by_label(text, exact=True).check()
    for line, text in enumerate(("Bandung", "60")):
        block.get_by_label("Jawaban Anda").nth(line).fill(text)
    for label, choice in LISTS.items():
        field = block.locator("label.payung-field", has=block.page.get_by_text(label, exact=True))
        field.locator("select").select_option(label=choice)
    block.get_by_role("button", name="Kumpulkan").click()
    block.get_by_text("8 dari 8 poin").wait_for()
    assert workbench.published("payung_test", "grade") == [{"value": 8.0, "max_value": 8}]


def test_a_reflection_is_kept(show):
    block = show("payung_reflection")
    block.locator("textarea").fill("Dengarkan dulu")
    follow(block.get_by_role("button").first)
    assert show("payung_reflection").locator("textarea").input_value() == "Dengarkan dulu"


def test_what_is_missing_is_said_in_the_form(show):
    block = show("payung_sorting")
    block.locator("form").evaluate("form => { form.noValidate = true }")
    block.get_by_role("button").first.click()
    block.get_by_role("alert").wait_for()
    expect(block).to_contain_text("Pilih satu kelompok.")


def test_a_choice_is_sent_by_its_button_and_shows_what_it_leads_to(show, workbench):
    block = show("payung_choices")
    text = block.locator("button.payung-pick").first.inner_text()
    follow(block.locator("button.payung-pick").first)
    block = block.page.locator(".xblock-v1")
    assert f"Pilihan Anda: {text}" in block.inner_text()
    assert workbench.published("payung_choices", "completion") == [{"completion": 1.0}]


def test_a_step_is_moved_by_its_button(show):
    block = show("payung_ordering")
    first, second = block.locator(".payung-order > span:nth-child(2)").all_inner_texts()
    follow(block.locator("button[name=down]").first)
    moved = block.page.locator(".xblock-v1 .payung-order > span:nth-child(2)").all_inner_texts()
    assert moved == [second, first]


# As in Open edX: a host's own rules for class names that are common, and for elements.
STYLE_OF_HOST = """
    .xblock-v1 :is(.main, .row, .card, .btn, .note, .field, .tag) { display: none !important }
    .workbench .xblock-v1 svg, .xblock-v1 .vert svg { width: 100%; height: auto }
    .xblock-v1 :is(button, h2) { background: red; font-size: 40px }
"""
LARGEST_ICON = 32  # px
OUTSIDE = """() => {
    const names = [...document.querySelectorAll(".payung-block, .payung-block *")]
        .flatMap(element => [...element.classList]);
    return names.filter(name => !name.startsWith("payung-"));
}"""
ICONS = """() => [...document.querySelectorAll("svg.payung-i")].map(icon => {
    const box = icon.getBoundingClientRect();
    return Math.max(box.width, box.height);
})"""
RESTYLED = """() => [...document.querySelectorAll(".payung-block button, .payung-block h2")]
    .filter(element => getComputedStyle(element).fontSize === "40px").length"""


@pytest.mark.parametrize("block", sorted({**COURSE_BLOCKS, **ASSESSMENT_BLOCKS}))
def test_a_block_keeps_its_looks_among_the_rules_of_the_host(show, block):
    page = show(block).page
    page.add_style_tag(content=STYLE_OF_HOST)
    assert page.locator(".payung-block").first.is_visible()
    assert page.evaluate(OUTSIDE) == []
    assert all(side <= LARGEST_ICON for side in page.evaluate(ICONS))
    assert page.evaluate(RESTYLED) == 0
