"""Reads the complete stored content of a course version for export."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from courses.catalogue import content_models as tables
from courses.catalogue.errors import CourseNotFound
from courses.catalogue.models import Course, CourseVersion
from courses.json_types import JsonObject
from courses.olx.model import (
    CourseContent,
    CourseLesson,
    CourseModule,
    CourseScenario,
    CourseUnit,
    Row,
)
from courses.static_files.queries import files_of
from lms.kernel.database.db import Base

Model = TypeVar("Model", bound=Base)
COPY_COLUMNS: Final = frozenset({"id", "course_id", "course_version_id"})
VERSION_COLUMNS: Final = COPY_COLUMNS | {"number", "content_hash", "review_state", "imported_at"}
ENTRY_COLUMNS: Final = COPY_COLUMNS | {"position"}
NEWER_COLUMNS: Final = ("scenario_min_percent", "is_core", "source_en", "changes_id", "changes_en")
LISTS: Final[Mapping[str, type[Base]]] = {
    "kits": tables.Kit,
    "facts": tables.Fact,
    "glossary": tables.GlossaryTerm,
    "helplines": tables.Helpline,
}


def list_versions(session: Session, code: str) -> tuple[UUID, ...]:
    """The ids of a course's versions, the newest first. Raises CourseNotFound."""
    version_ids = session.scalars(
        select(CourseVersion.id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code == code)
        .order_by(CourseVersion.number.desc())
    ).all()
    if not version_ids:
        raise CourseNotFound(course=code)
    return tuple(version_ids)


def course_id(session: Session, code: str) -> UUID:
    """Raises CourseNotFound."""
    existing_id = session.scalars(select(Course.id).where(Course.code == code)).one_or_none()
    if existing_id is None:
        raise CourseNotFound(course=code)
    return existing_id


def find_version(session: Session, code: str, content_hash: str) -> UUID | None:
    """The id of the version with this content hash, or None."""
    return session.scalars(
        select(CourseVersion.id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code == code, CourseVersion.content_hash == content_hash)
    ).one_or_none()


def version_number(session: Session, version_id: UUID) -> int:
    """The number of a version in its course."""
    return session.scalars(select(CourseVersion.number).where(CourseVersion.id == version_id)).one()


def course_content(session: Session, version_id: UUID, *, bank: Row) -> CourseContent:
    """All authored content of a version, with `bank` as its item bank."""
    version = session.get_one(CourseVersion, version_id)
    inside: dict[UUID | None, list[tables.Unit]] = {}
    by_parent: dict[UUID, list[tables.Unit]] = {}
    plan = None
    for unit in _rows(session, tables.Unit, version_id):
        parent_id = unit.lesson_id or unit.scenario_id
        if unit.parent_id is not None:
            inside.setdefault(unit.parent_id, []).append(unit)
        elif parent_id is not None:
            by_parent.setdefault(parent_id, []).append(unit)
        else:
            plan = _unit(unit, inside)
    return CourseContent(
        code=session.scalars(select(Course.code).where(Course.id == version.course_id)).one(),
        version=_without_defaults(_values(version, VERSION_COLUMNS)),
        modules=tuple(_modules(session, version_id, by_parent, inside)),
        scenarios=tuple(
            _scenario(scenario, _unit(by_parent[scenario.id][0], inside))
            for scenario in _rows(session, tables.Scenario, version_id)
        ),
        plan=plan,
        lists={
            name: tuple(
                _without_defaults(_values(row, ENTRY_COLUMNS))
                for row in _rows(session, model, version_id)
            )
            for name, model in LISTS.items()
        },
        bank=bank,
        files=files_of(session, version_id),
    )


def _modules(
    session: Session,
    version_id: UUID,
    by_parent: Mapping[UUID, Sequence[tables.Unit]],
    inside: Mapping[UUID | None, Sequence[tables.Unit]],
) -> Iterator[CourseModule]:
    lessons: dict[UUID, list[CourseLesson]] = {}
    for lesson in _rows(session, tables.Lesson, version_id):
        units = tuple(_unit(unit, inside) for unit in by_parent.get(lesson.id, ()))
        lessons.setdefault(lesson.module_id, []).append(
            CourseLesson(
                lesson.code,
                lesson.title_id,
                lesson.title_en,
                lesson.minutes,
                lesson.content_warning,
                lesson.content,
                units,
            )
        )
    for module in _rows(session, tables.CourseModule, version_id):
        yield CourseModule(
            module.code,
            module.day,
            module.title_id,
            module.title_en,
            tuple(lessons.get(module.id, ())),
        )


def _unit(unit: tables.Unit, inside: Mapping[UUID | None, Sequence[tables.Unit]]) -> CourseUnit:
    children = tuple(_unit(child, inside) for child in inside.get(unit.id, ()))
    return CourseUnit(unit.key, unit.block_type, unit.content, children)


def _scenario(scenario: tables.Scenario, unit: CourseUnit) -> CourseScenario:
    about = _without_defaults(_values(scenario, ENTRY_COLUMNS | {"code", "title_id", "title_en"}))
    return CourseScenario(scenario.code, scenario.title_id, scenario.title_en, about, unit)


def _without_defaults(row: Row) -> Row:
    """The row without the newer columns that are empty, as in older archives."""
    return {name: value for name, value in row.items() if value or name not in NEWER_COLUMNS}


def _rows(session: Session, model: type[Model], version_id: UUID) -> list[Model]:
    columns = inspect(model).columns
    order = columns["position"] if "position" in columns else columns["code"]
    return list(
        session.scalars(
            select(model).where(columns["course_version_id"] == version_id).order_by(order)
        )
    )


def _values(row: Base, excluded: frozenset[str]) -> Row:
    """Columns by name as JSON values, without `excluded`; dates in ISO format."""
    values: JsonObject = {}
    for name in inspect(type(row)).columns.keys():  # noqa: SIM118  not a mapping
        value = getattr(row, name)
        if name not in excluded:
            values[name] = value.isoformat() if isinstance(value, date) else value
    return values
