"""The page that searches a course: what it says, and what was found."""

from dataclasses import dataclass, replace
from typing import Final

from flask import render_template

from courses.lessons.course_map import LearnerCourse
from courses.search.index import Document, SearchIndex, excerpt, searched_words
from lms.web.offline.search_index import SearchIndexes
from lms.web.texts.language import current_language
from lms.web.texts.translation import gettext as _

SEARCH: Final = "search"  # the part of the pack
SEARCH_SCRIPT: Final = "offline/search.js"
MAX_TEXT: Final = 100  # characters of a search
MAX_HITS: Final = 20  # that are shown
LATER: Final = ("/lessons/", "/scenarios/")  # in addresses of what opens after the pre-test


@dataclass(frozen=True, slots=True)
class Hit:
    """A document with the words in their context, in parts, each with whether it was found."""

    document: Document
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a page shows of a search: a sentence, and documents, best first.

    `language` is that of the context.
    """

    text: str
    sentence: str
    hits: tuple[Hit, ...] = ()
    language: str = ""


def sentences() -> dict[str, str]:
    """What the page and its script say, by state."""
    return {
        "short": _("Type at least two letters."),
        "common": _("These words stand on almost every page. Add another one."),
        "nothing": _("Nothing was found. Try fewer words, or only the beginning of a word."),
        "found": _("Places: {count}"),
        "many": _("Places: {count}. The first {shown} are listed; add a word to find fewer."),
        "some": _("No page has all of these words. These have some of them: {count}"),
        "other": _(
            "Nothing in this language. The text of these pages in the other language has the words:"
            " {count}"
        ),
    }


def form_only() -> SearchResult:
    """The page before a search."""
    return SearchResult("", "")


def search_pages(indexes: SearchIndexes, text: str, *, is_pre_test_first: bool) -> SearchResult:
    """Search in the own language, then in the other one.

    As long as the pre-test comes first, what opens after it is listed without its text.
    """
    said = sentences()
    words = [word for word in searched_words(text) if word not in indexes.own.common]
    if not words:
        is_short = not searched_words(text)
        return SearchResult(text, said["short" if is_short else "common"])
    index, found = indexes.own, indexes.own.find(words)
    is_other = False
    if not found.is_whole:
        elsewhere = indexes.other.find(words)
        is_other = elsewhere.is_whole
        if is_other:
            index, found = indexes.other, elsewhere
    count = len(found.numbers)
    if not count:
        return SearchResult(text, said["nothing"])
    few = "found" if count <= MAX_HITS else "many"
    state = "other" if is_other else few if found.is_whole else "some"
    sentence = said[state].replace("{count}", str(count)).replace("{shown}", str(MAX_HITS))
    titles = {document.address: document for document in indexes.own.documents}
    hits = (
        _hit(index, number, found.matched, titles, is_pre_test_first)
        for number in found.numbers[:MAX_HITS]
    )
    return SearchResult(text, sentence, tuple(hits), index.language)


def _hit(
    index: SearchIndex,
    number: int,
    matched: tuple[frozenset[str], ...],
    titles: dict[str, Document],
    is_pre_test_first: bool,
) -> Hit:
    document = index.documents[number]
    shown = titles.get(document.address, document)
    if is_pre_test_first and any(part in document.address for part in LATER):
        closed = _("not open yet")
        return Hit(replace(shown, where=f"{shown.where} · {closed}"), ())
    return Hit(shown, tuple(excerpt(document.text, matched)))


def render_search(course: LearnerCourse, result: SearchResult) -> str:
    """Render the page."""
    return render_template(
        "offline/search.html",
        course=course,
        result=result,
        language=current_language(),
        max_text=MAX_TEXT,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )
