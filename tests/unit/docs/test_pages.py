"""Pages of prose: links lead somewhere, and nothing is named that a reader cannot reach."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po

from lms.settings import ROOT

LINK = re.compile(r"""(?:\]\(|src=")([^)"\s]+)""")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
OUTSIDE = re.compile(r"(?<!\w)\.\./(?:\.\./)*shared/")  # a folder that no clone brings
NUMBER = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
PARTS_OF_A_DECISION = ("**Status.** ", "**Asked.**", "**Decided.**", "**Rejected.**")


def pages():
    folders = (ROOT.glob("*.md"), *((ROOT / name).rglob("*.md") for name in ("docs", "courses")))
    return sorted(page for folder in folders for page in folder)


def anchors(page):
    """The names that GitHub and others give to headings."""
    titles = HEADING.findall(CODE.sub(lambda found: found[0].strip("`"), page.read_text()))
    kept = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.strip().replace(" ", "-") for title in kept}


PAGES = pages()
DECISIONS = [page for page in PAGES if page.parent.name == "decisions" and "0" in page.name]
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@every_page
def test_links_lead_somewhere(page):
    for target in LINK.findall(CODE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _hash, anchor = unquote(target).partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), target
        assert place.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(place), target


@every_page
def test_nothing_is_named_that_a_reader_cannot_reach(page):
    text = page.read_text()
    assert OUTSIDE.findall(text) == []
    for folder in (ROOT, ROOT.parent, Path.home()):  # where this machine happens to keep things
        assert folder == Path("/") or f"{folder}/" not in text


def test_every_page_of_docs_is_listed_in_an_index():
    """An index is the README of a folder, or of one above."""
    listed = {
        (index.parent / target.partition("#")[0]).resolve()
        for index in PAGES
        if index.name == "README.md"
        for target in LINK.findall(index.read_text())
    }
    docs = {page for page in PAGES if page.is_relative_to(ROOT / "docs")}
    assert {page for page in docs if page.name != "README.md"} - listed == set()


def test_decisions_have_a_number_each():
    numbers = [NUMBER.fullmatch(page.name) for page in DECISIONS]
    assert all(numbers)
    assert len({found[1] for found in numbers}) == len(numbers)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: Path(page).stem)
def test_a_decision_says_its_status_and_what_was_asked_decided_and_rejected(page):
    text = page.read_text()
    assert re.match(rf"# {int(page.name[:4])}\. ", text)
    assert [part for part in PARTS_OF_A_DECISION if part not in text] == []


GUIDES = sorted((ROOT / "docs/panduan").glob("*.md"))
MARKED = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])")


@pytest.fixture(scope="module")
def sentences():
    with (ROOT / "lms/web/translations/id/LC_MESSAGES/messages.po").open("rb") as catalogue:
        messages = [message.string for message in read_po(catalogue) if message.id]
    return {words for one in messages for words in ([one] if isinstance(one, str) else one)}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_in_indonesian_names_buttons_and_pages_as_they_are_named(guide, sentences):
    named = set(MARKED.findall(" ".join(guide.read_text().split())))
    assert named
    assert named - sentences == set()
