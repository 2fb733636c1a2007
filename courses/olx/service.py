"""Takes in a version of a course as an archive had it. Callers commit."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from courses.catalogue import content_models as tables
from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.unit_content import content_hash
from courses.conflict_free import insert_if_absent
from courses.olx.model import CourseContent, CourseLesson, CourseUnit, Row
from courses.olx.queries import LISTS
from courses.static_files.service import add_files
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base

FROM_ARCHIVE: Final = "olx-"  # prefix: a hash of the content, not of course files


def digest(content: CourseContent) -> str:
    """A hash of the content, independent of the packing of the archive.

    Raises ValueError or RecursionError if the content is no valid JSON.
    """
    document = asdict(replace(content, files=()))
    del document["files"]  # keeps the digest of courses without files stable
    if content.files:
        document["files"] = [[file.name, file.sha256] for file in content.files]
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return FROM_ARCHIVE + hashlib.sha256(text.encode()).hexdigest()


def add_version(session: Session, content: CourseContent, *, now: datetime) -> UUID:
    """Insert a new draft version and return its id.

    The caller locks the course and checks first that no version has the same content.
    """
    course_id = lock_course(session, content.code, now=now)
    last = session.scalar(
        select(func.max(CourseVersion.number)).where(CourseVersion.course_id == course_id)
    )
    version = CourseVersion(
        id=new_id(),
        course_id=course_id,
        number=(last or 0) + 1,
        content_hash=digest(content),
        review_state="draft",
        imported_at=now,
        **_dated(CourseVersion, content.version),
    )
    session.add(version)
    session.flush()  # children are inserted without a relationship that orders the flush
    _add_lessons(session, content, version.id)
    _add_scenarios(session, content, version.id)
    if content.plan is not None:
        _add(session, tables.Unit, list(_unit_rows([content.plan], version.id)))
    for name, model in LISTS.items():
        rows = enumerate(content.lists.get(name, ()), start=1)
        has_position = "position" in inspect(model).columns
        _add(
            session,
            model,
            [
                _new(version.id, **_dated(model, row), **({"position": n} if has_position else {}))
                for n, row in rows
            ],
        )
    add_files(session, version.id, content.files)
    return version.id


def lock_course(session: Session, code: str, *, now: datetime) -> UUID:
    """The course's id. Locks the row so that concurrent imports get different numbers."""
    insert_if_absent(session, Course, {"id": new_id(), "code": code, "created_at": now})
    return session.scalars(select(Course.id).where(Course.code == code).with_for_update()).one()


def _add_lessons(session: Session, content: CourseContent, version_id: UUID) -> None:
    modules: list[Row] = []
    lessons: list[Row] = []
    units: list[Row] = []
    for number, module in enumerate(content.modules, start=1):
        titles = {"title_id": module.title_id, "title_en": module.title_en}
        modules.append(
            _new(version_id, code=module.code, position=number, day=module.day, **titles)
        )
        for lesson in module.lessons:
            row = _lesson(lesson, version_id, len(lessons) + 1, modules[-1]["id"])
            lessons.append(row)
            units.extend(_unit_rows(lesson.units, version_id, lesson_id=row["id"]))
    _add(session, tables.CourseModule, modules)
    _add(session, tables.Lesson, lessons)
    _add(session, tables.Unit, units)


def _lesson(lesson: CourseLesson, version_id: UUID, position: int, module_id: UUID) -> Row:
    return _new(
        version_id,
        module_id=module_id,
        position=position,
        code=lesson.code,
        title_id=lesson.title_id,
        title_en=lesson.title_en,
        minutes=lesson.minutes,
        content_warning=lesson.content_warning,
        content=lesson.content,
    )


def _add_scenarios(session: Session, content: CourseContent, version_id: UUID) -> None:
    rows: list[Row] = []
    units: list[Row] = []
    for number, scenario in enumerate(content.scenarios, start=1):
        titles = {"title_id": scenario.title_id, "title_en": scenario.title_en}
        about = {"is_core": False, **scenario.about}
        row = _new(version_id, code=scenario.code, position=number, **titles, **about)
        rows.append(row)
        units.extend(_unit_rows([scenario.unit], version_id, scenario_id=row["id"]))
    _add(session, tables.Scenario, rows)
    _add(session, tables.Unit, units)


def _unit_rows(
    units: "list[CourseUnit] | tuple[CourseUnit, ...]",
    version_id: UUID,
    *,
    lesson_id: UUID | None = None,
    scenario_id: UUID | None = None,
) -> Iterator[Row]:
    """Rows of units, each parent before its children: the order of the page."""
    pending: list[tuple[CourseUnit, UUID | None]] = [(unit, None) for unit in reversed(units)]
    position = 0
    while pending:
        unit, parent_id = pending.pop()
        position += 1
        row = _new(
            version_id,
            lesson_id=lesson_id,
            scenario_id=scenario_id,
            parent_id=parent_id,
            position=position,
            key=unit.key,
            block_type=unit.block_type,
            content=unit.content,
            content_hash=content_hash(unit.block_type, unit.content),
        )
        yield row
        pending.extend((child, row["id"]) for child in reversed(unit.children))


def _new(version_id: UUID, **columns: object) -> Row:
    return {"id": new_id(), "course_version_id": version_id, **columns}


def _dated(model: type[Base], row: Row) -> Row:
    """The row with ISO dates converted for date columns."""
    dates = {c.key for c in inspect(model).columns if c.type.python_type is date}
    return {k: date.fromisoformat(v) if k in dates else v for k, v in row.items()}


def _add(session: Session, model: type[Base], rows: list[Row]) -> None:
    if rows:
        session.execute(insert(model), rows)
