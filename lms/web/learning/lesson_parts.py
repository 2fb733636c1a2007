"""Cached HTML around the units of a lesson, the same for all learners.

Cached per process and language, since lessons are immutable.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import get_template_attribute
from markupsafe import Markup

from courses.catalogue.reference import CitedFact
from courses.json_types import JsonMapping
from courses.lessons.lesson_page import LearnerLesson
from lms.web.texts.language import current_language

TEMPLATE = "learning/_lesson_parts.html"
MAX_CACHED = 200  # lessons in a language, of a few kB each
_cache: dict[tuple[UUID, str], "LessonParts"] = {}


@dataclass(frozen=True, slots=True)
class LessonParts:
    """HTML of the breadcrumb, the objectives, and the key messages with sources."""

    crumb: Markup
    goals: Markup
    ending: Markup


def lesson_parts(lesson: LearnerLesson, number: int, language: str) -> LessonParts:
    """The parts of a lesson with this number in its module. Another thread may clear the cache."""
    key = (lesson.id, language)
    parts = _cache.get(key)
    if parts is None:
        parts = _render(lesson, number, "en" if language == "en" else "id")
        if len(_cache) >= MAX_CACHED:
            _cache.clear()
        _cache[key] = parts
    return parts


def _render(lesson: LearnerLesson, number: int, language: str) -> LessonParts:
    content = lesson.content
    sources = [_source(fact, language) for fact in content["sources"]]
    crumb, goals, ending = (
        get_template_attribute(TEMPLATE, name) for name in ("crumb", "goals", "ending")
    )
    return LessonParts(
        crumb(f"/courses/{lesson.course_code}", lesson.module_code, lesson.module_number, number),
        goals([goal[f"text_{language}"] for goal in content["objectives"]]),
        ending(content[f"key_messages_{language}"], sources),
    )


def step_sources(facts: Iterable[JsonMapping]) -> Markup:
    """Closed notes of the sources of these facts; empty without any."""
    language = "en" if current_language() == "en" else "id"
    sources = [_source(fact, language) for fact in facts]
    notes: Callable[[list[CitedFact]], Markup] = get_template_attribute(
        "_sources.html", "closed_notes"
    )
    return notes(sources) if sources else Markup()


def _source(fact: JsonMapping, language: str) -> CitedFact:
    return CitedFact(
        code=fact["id"],
        claim=fact[f"claim_{language}"],
        source=(language == "en" and fact.get("source_en")) or fact["source"],
        url=fact["url"],
        as_of=fact["as_of"],
        confidence=fact["confidence"],
    )
