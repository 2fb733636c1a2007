"""Checks the text of a step by the rules of course files; each flaw names its field. Pure."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final

from courses.course_files.documents import Document
from courses.course_files.problems import Problem, problem
from courses.course_files.steps.step_check import MAX_IDEA_WORDS
from courses.course_files.steps.times import count_words
from courses.course_files.text_check import citation_problems, markdown_problems
from courses.course_files.two_languages import LANGUAGES, Texts
from courses.step_edits.texts import MAX_TEXT_BYTES, MAX_TITLE_LENGTH, StepText, text_bytes

IDEA: Final = "idea"
TITLE_MISSING: Final = Texts(id="Tulis judul langkah ini.", en="Write the title of the step.")
TEXT_MISSING: Final = Texts(
    id="Langkah ini memerlukan teks dalam kedua bahasa.",
    en="This step needs a text in both languages.",
)
TEXT_TOO_LARGE: Final = Texts(
    id=f"Teks ini lebih dari {MAX_TEXT_BYTES // 1024} KB. Pendekkan, atau bagi di langkah lain.",
    en=f"This text has more than {MAX_TEXT_BYTES // 1024} KB. Shorten it, or move a part to another"
    " step.",
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What has to be changed, at a field; `line` counts from 1, 0 is the whole field."""

    field: str
    message: Texts
    line: int = 0


def find_flaws(
    text: StepText, *, kind: str, has_prose: bool, facts: Container[str]
) -> tuple[Flaw, ...]:
    """All flaws of a text; `facts` are the codes of the course."""
    return tuple(
        flaw
        for language in LANGUAGES
        for flaw in _flaws(language, *text.of(language), kind, facts, has_prose=has_prose)
    )


def _flaws(
    language: str, title: str, markdown: str, kind: str, facts: Container[str], *, has_prose: bool
) -> Iterator[Flaw]:
    field = f"title_{language}"
    if not title:
        yield Flaw(field, TITLE_MISSING)
    if len(title) > MAX_TITLE_LENGTH:
        yield _flaw(field, problem("", 0, "too-long", key="title", limit=MAX_TITLE_LENGTH))
    for found in _problems(title, facts):
        yield Flaw(field, _sentence(found))
    field = f"markdown_{language}"
    if has_prose and not markdown:
        yield Flaw(field, TEXT_MISSING)
    if text_bytes(markdown) > MAX_TEXT_BYTES:
        yield Flaw(field, TEXT_TOO_LARGE)
    for found in _problems(markdown, facts):
        yield _flaw(field, found)
    words = count_words(markdown)
    if kind == IDEA and words > MAX_IDEA_WORDS:
        yield _flaw(field, problem("", 0, "idea-too-long", words=words, limit=MAX_IDEA_WORDS))


def _problems(text: str, facts: Container[str]) -> Iterator[Problem]:
    document = Document("", body=text)
    yield from markdown_problems(document)
    yield from citation_problems(document, facts)


def _flaw(field: str, found: Problem) -> Flaw:
    return Flaw(field, _sentence(found), found.line)


def _sentence(found: Problem) -> Texts:
    return Texts(*(f"{found.message.of(name)} {found.remedy.of(name)}" for name in LANGUAGES))
