"""Dataclasses of a course version in OLX: all authored content, no data of learners."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.json_types import JsonObject
from courses.static_files.queries import CourseFile

Row = JsonObject


@dataclass(frozen=True, slots=True)
class CourseUnit:
    """A block with its fields as JSON values, and its child blocks."""

    key: str
    block_type: str
    content: Row
    children: tuple["CourseUnit", ...] = ()


@dataclass(frozen=True, slots=True)
class CourseLesson:
    """A lesson; `content` holds objectives, key messages, sources and the review status."""

    code: str
    title_id: str
    title_en: str
    minutes: int
    content_warning: int
    content: Row
    units: tuple[CourseUnit, ...]


@dataclass(frozen=True, slots=True)
class CourseModule:
    """A module with its lessons."""

    code: str
    day: int
    title_id: str
    title_en: str
    lessons: tuple[CourseLesson, ...]


@dataclass(frozen=True, slots=True)
class CourseScenario:
    """A scenario; `about` holds its columns besides the block: module, note, audiences ..."""

    code: str
    title_id: str
    title_en: str
    about: Row
    unit: CourseUnit


@dataclass(frozen=True, slots=True)
class CourseContent:
    """The content of a version.

    `version` holds columns of the version, `lists` kits, facts, glossary and helplines, `bank` the
    items, forms and assessments, `files` the files from `static/`.
    """

    code: str
    version: Row
    modules: tuple[CourseModule, ...]
    scenarios: tuple[CourseScenario, ...] = ()
    plan: CourseUnit | None = None
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    bank: Row = field(default_factory=dict)
    files: tuple[CourseFile, ...] = ()
