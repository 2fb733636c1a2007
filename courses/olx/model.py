"""A version of a course as OLX carries it: everything that was written for it, and no learner."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.json_types import JsonObject
from courses.static_files.queries import CourseFile

Row = JsonObject


@dataclass(frozen=True, slots=True)
class CourseUnit:
    """A block with its fields as JSON, and the blocks inside it."""

    key: str
    block_type: str
    content: Row
    children: tuple["CourseUnit", ...] = ()


@dataclass(frozen=True, slots=True)
class CourseLesson:
    """`content` holds objectives, key messages, sources and the state of its review."""

    code: str
    title_id: str
    title_en: str
    minutes: int
    content_warning: int
    content: Row
    units: tuple[CourseUnit, ...]


@dataclass(frozen=True, slots=True)
class CourseModule:
    code: str
    day: int
    title_id: str
    title_en: str
    lessons: tuple[CourseLesson, ...]


@dataclass(frozen=True, slots=True)
class CourseScenario:
    """`about` holds what is said of the story beside its block: module, note, audiences ..."""

    code: str
    title_id: str
    title_en: str
    about: Row
    unit: CourseUnit


@dataclass(frozen=True, slots=True)
class CourseContent:
    """`version` holds the rules of the version, `lists` what a course has beside its lessons (kits,
    facts, glossary, helplines), `bank` its items, forms and assessments, `files` what its blocks
    show from `static/`."""

    code: str
    version: Row
    modules: tuple[CourseModule, ...]
    scenarios: tuple[CourseScenario, ...] = ()
    plan: CourseUnit | None = None
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    bank: Row = field(default_factory=dict)
    files: tuple[CourseFile, ...] = ()
