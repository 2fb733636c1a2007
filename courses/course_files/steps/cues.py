"""Warns of words above a question of a lesson that stand in its best option only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from courses.course_files.documents import Document
from courses.course_files.folder import CourseFolder
from courses.course_files.lookups import mappings
from courses.course_files.steps.option_check import Turn, turns_of
from courses.course_files.steps.step_check import sections_of
from courses.course_files.steps.times import CITATION, WORD
from courses.course_files.two_languages import LANGUAGES

MIN_WORD_LENGTH: Final = 6
MIN_WORDS: Final = 2  # a single word is often the matter of the case
LINKING_WORDS: Final = frozenset(
    {
        *("dengan", "kepada", "karena", "sebelum", "sesudah", "setelah", "tentang", "adalah"),
        *("because", "before", "without", "between", "should", "through"),
    }
)


@dataclass(frozen=True, slots=True)
class StepCue:
    """Words of a decision's step that only its best option repeats."""

    file: str
    line: int
    turn: str
    language: str
    words: tuple[str, ...]


def step_cues(folder: CourseFolder) -> Iterator[StepCue]:
    """Cues of all lessons in steps, in both languages. The files must have no problems."""
    for module, lesson in folder.lessons():
        start = f"modules/{module}/{lesson}"
        document = folder.document(f"{start}.yaml")
        for language in LANGUAGES:
            above = _prose_of_activities(document, folder.document(f"{start}.{language}.md"))
            for turn in turns_of(document, language):
                words = _telling_words(turn, above.get(turn.activity, ""))
                if len(words) >= MIN_WORDS:
                    line = document.line(*turn.path)
                    yield StepCue(document.file, line, turn.id, language, words)


def _prose_of_activities(lesson: Document, written: Document) -> dict[str, str]:
    """The prose that stands above each activity in its step."""
    sections = {section.id: section for section in sections_of(written)}
    return {
        str(step["activity"]): f"{section.title}\n{section.markdown}"
        for _path, step in mappings(lesson, "steps")
        if "activity" in step and (section := sections.get(str(step.get("id"))))
    }


def _telling_words(turn: Turn, prose: str) -> tuple[str, ...]:
    above = _long_words(f"{prose} {turn.text}")
    others = [text for number, text in enumerate(turn.options) if number != turn.best]
    elsewhere = {word for text in others for word in _long_words(text)}
    return tuple(sorted((above & _long_words(turn.options[turn.best])) - elsewhere))


def _long_words(text: str) -> set[str]:
    words = (word.casefold() for word in WORD.findall(CITATION.sub("", text)))
    return {word for word in words if len(word) >= MIN_WORD_LENGTH} - LINKING_WORDS
