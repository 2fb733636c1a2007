"""Checks Markdown and citations for errors that readers would see."""

import re
from collections.abc import Container, Iterator
from typing import Final

from courses.course_files.documents import Document
from courses.course_files.lookups import texts
from courses.course_files.problems import Problem, problem

CITATION: Final = re.compile(r"\[(F\d{2,3})\]")
LIKE_A_CITATION: Final = re.compile(r"\[F\d[^\]]*\]")
HTML: Final = re.compile(r"</?[A-Za-z][^<>]*>")
TABLE_RULE: Final = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
TITLE: Final = re.compile(r"#\s")


def cited_facts(text: str) -> list[str]:
    """Codes of the facts that a text cites, in order."""
    return CITATION.findall(text)


def citation_problems(document: Document, facts: Container[str]) -> Iterator[Problem]:
    """Report malformed citations and unknown facts, in data and Markdown."""
    for path, text in texts(document.value):
        yield from _citations(document.file, document.line(*path), text, facts)
    for number, row in _rows(document):
        yield from _citations(document.file, number, row, facts)


def _citations(file: str, line: int, text: str, facts: Container[str]) -> Iterator[Problem]:
    for citation in LIKE_A_CITATION.findall(text):
        if not CITATION.fullmatch(citation):
            yield problem(file, line, "citation-form", citation=citation)
        elif citation[1:-1] not in facts:
            yield problem(file, line, "unknown-fact", id=citation[1:-1])


def markdown_problems(document: Document) -> Iterator[Problem]:
    """Report titles, HTML, uneven table rows and unclosed emphasis in the body."""
    columns = 0
    previous = ""
    for number, row in _rows(document):
        if TITLE.match(row):
            yield problem(document.file, number, "title-in-text")
        if html := HTML.search(row):
            yield problem(document.file, number, "html-in-text", tag=html.group())
        if TABLE_RULE.fullmatch(row.strip()) and "|" in row:
            columns = _cells(previous)
        if columns and not row.strip():
            columns = 0
        if columns and _cells(row) != columns:
            cells = _cells(row)
            yield problem(document.file, number, "table-row-uneven", cells=cells, columns=columns)
        previous = row
    yield from _open_emphasis(document)


def _open_emphasis(document: Document) -> Iterator[Problem]:
    count = 0
    start = document.body_line
    for number, row in [*_rows(document), (0, "")]:
        if row.strip():
            start = start if count else number
            count += row.count("**")
        else:
            if count % 2:
                yield problem(document.file, start, "emphasis-open")
            count = 0


def _rows(document: Document) -> list[tuple[int, str]]:
    return list(enumerate(document.body.split("\n"), start=document.body_line))


def _cells(row: str) -> int:
    return len(row.strip().strip("|").replace(r"\|", "").split("|"))
