"""Checks the options of a lesson in steps for what gives the best one away."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from courses.course_files.documents import Document, KeyPath
from courses.course_files.lookups import mappings, texts
from courses.course_files.problems import Problem, problem
from courses.course_files.steps.step_check import sections_of
from courses.course_files.steps.times import CITATION, WORD, count_words
from courses.course_files.two_languages import LANGUAGES, Texts

LANGUAGE_NAMES: Final = {
    "id": Texts(id="Bahasa Indonesia", en="Indonesian"),
    "en": Texts(id="Bahasa Inggris", en="English"),
}
MAX_LENGTH_RATIO: Final = 1.25
MAX_LONGEST: Final = 1 / 3  # of the decisions of a lesson
MAX_SHORTEST: Final = 0.4
MAX_SHARED_WORDS: Final = 4  # in a row with the text
MIN_ENGLISH: Final = 0.95  # words in English for each word in Indonesian
ABSOLUTE: Final = {
    "id": re.compile(r"\b(hanya|semua|selalu|pasti|tidak pernah|setiap)\b", re.IGNORECASE),
    "en": re.compile(r"\b(only|all(?! right\b)|always|never|every|surely)\b", re.IGNORECASE),
}
QUOTED: Final = re.compile(r'"[^"]*"|\u201c[^\u201d]*\u201d')


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision with its options in one language; `best` is the position of the best one."""

    id: str
    activity: str
    path: KeyPath
    text: str
    options: tuple[str, ...]
    best: int


def option_problems(lesson: Document, written: Mapping[str, Document]) -> Iterator[Problem]:
    """Problems of the options in both languages; `written` are the texts by language."""
    for language in LANGUAGES:
        turns = list(turns_of(lesson, language))
        for turn in turns:
            yield from _uneven(lesson, turn, language)
            yield from _absolute(lesson, turn, language)
        yield from _positions(lesson, turns, language)
        if language in written:
            yield from _repeated_text(lesson, turns, written[language])
    if len(written) == len(LANGUAGES):
        yield from _short_english(lesson, written)


def turns_of(lesson: Document, language: str) -> Iterator[Turn]:
    """Decisions with exactly one best option; others are problems of another check."""
    for activity_path, activity in mappings(lesson, "activities"):
        if activity.get("kind") != "choices":
            continue
        for path, turn in mappings(lesson, *activity_path, "turns"):
            options = [option for _path, option in mappings(lesson, *path, "options")]
            best = [n for n, option in enumerate(options) if option.get("is_best") is True]
            wordings = tuple(str(option.get(f"text_{language}", "")) for option in options)
            if len(best) == 1 and len(options) > 1 and all(wordings):
                yield Turn(
                    id=str(turn.get("id")),
                    activity=str(activity.get("id")),
                    path=path,
                    text=str(turn.get(f"text_{language}", "")),
                    options=wordings,
                    best=best[0],
                )


def _uneven(lesson: Document, turn: Turn, language: str) -> Iterator[Problem]:
    lengths = [len(text) for text in turn.options]
    ratio = max(lengths) / min(lengths)
    if ratio > MAX_LENGTH_RATIO:
        yield problem(
            lesson.file,
            lesson.line(*turn.path),
            "option-lengths-uneven",
            language=LANGUAGE_NAMES[language],
            id=turn.id,
            ratio=f"{ratio:.2f}",
            limit=MAX_LENGTH_RATIO,
        )


def _absolute(lesson: Document, turn: Turn, language: str) -> Iterator[Problem]:
    """Report absolute words, but not in speech that an option only quotes a part of."""
    for number, text in enumerate(turn.options):
        is_speech = QUOTED.fullmatch(text.strip()) is not None
        match = ABSOLUTE[language].search(text if is_speech else QUOTED.sub("", text))
        if match:
            line = lesson.line(*turn.path, "options", number, f"text_{language}")
            yield problem(lesson.file, line, "absolute-in-option", id=turn.id, word=match[0])


def _positions(lesson: Document, turns: list[Turn], language: str) -> Iterator[Problem]:
    """Report best options that are too often the longest or the shortest of their turn."""
    for code, sign, limit in (
        ("best-often-longest", 1, MAX_LONGEST),
        ("best-often-shortest", -1, MAX_SHORTEST),
    ):
        count = sum(_is_extreme(turn, sign) for turn in turns)
        allowed = max(1, int(len(turns) * limit + 1e-9))
        if count > allowed:
            yield problem(
                lesson.file,
                lesson.line("activities"),
                code,
                language=LANGUAGE_NAMES[language],
                count=count,
                total=len(turns),
                limit=allowed,
            )


def _is_extreme(turn: Turn, sign: int) -> bool:
    lengths = [sign * len(text) for text in turn.options]
    best = lengths.pop(turn.best)
    return best > max(lengths)


def _repeated_text(lesson: Document, turns: list[Turn], written: Document) -> Iterator[Problem]:
    """Report options that share more words in a row with a section than they may."""
    size = MAX_SHARED_WORDS + 1
    phrases: set[tuple[str, ...]] = set()
    for section in sections_of(written):
        phrases.update(_phrases(section.markdown, size))
    language = "en" if written.file.endswith(".en.md") else "id"
    for turn in turns:
        for number, text in enumerate(turn.options):
            shared = next((part for part in _phrases(text, size) if part in phrases), None)
            if shared:
                yield problem(
                    lesson.file,
                    lesson.line(*turn.path, "options", number, f"text_{language}"),
                    "option-in-text",
                    id=turn.id,
                    phrase=" ".join(shared),
                    limit=MAX_SHARED_WORDS,
                )


def _phrases(text: str, size: int) -> Iterator[tuple[str, ...]]:
    words = [word.casefold() for word in WORD.findall(CITATION.sub("", text))]
    return (tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def _short_english(lesson: Document, written: Mapping[str, Document]) -> Iterator[Problem]:
    """Report English with fewer words than a complete translation has."""
    counts = {language: count_words(written[language].body) for language in LANGUAGES}
    for path, text in texts(lesson.value):
        language = str(path[-1])[-2:]
        if language in counts and str(path[-1]).endswith(("_id", "_en")):
            counts[language] += count_words(text)
    if counts["en"] < MIN_ENGLISH * counts["id"]:
        english = written["en"]
        yield problem(
            english.file,
            english.body_line,
            "english-too-short",
            words=counts["en"],
            other=counts["id"],
        )
