"""Reads the units of a page with the stored fields of the learner."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from courses.block_host.errors import UnitNotFound
from courses.block_host.runtime.units import (
    StateKey,
    StoredFields,
    UnitLocation,
    UnitPage,
    UnitRecord,
)
from courses.block_host.runtime.usage_ids import UsageId
from courses.block_host.state.models import LearnerBlockState, SharedBlockState
from courses.catalogue.content_models import Lesson, Scenario, Unit
from courses.lessons.steps import lesson_steps, step_of_unit

PageKind = Literal["scenario", "plan", "around"]
UNIT_COLUMNS: Final = (
    Unit.id,
    Unit.key,
    Unit.block_type,
    Unit.content_hash,
    cast(Unit.content, Text).label("content_text"),
    Unit.scenario_id,
    Unit.parent_id,
)
IS_PLAN = and_(Unit.lesson_id.is_(None), Unit.scenario_id.is_(None), Unit.key == "plan")
MAX_CACHED_LESSONS = 200  # lessons, of some 30 kB each
UnitRow = Row[*tuple[object, ...]]  # with UNIT_COLUMNS, and in some queries the stored fields
_lesson_cache: dict[UUID, tuple[UnitRow, ...]] = {}


def get_lesson_page(
    session: Session, lesson_id: UUID, *, person_id: UUID, course_code: str
) -> UnitPage:
    """All units of a lesson with the learner's stored fields."""
    page = _build_page(_lesson_rows(session, lesson_id), course_code)
    parameters = {"lesson_id": lesson_id, "person_id": person_id}
    for unit_id, sealed, version in session.execute(_lesson_state_query(), parameters):
        page.learner_state[(unit_id, "")] = StoredFields(sealed, None, version)
    return page


def _lesson_rows(session: Session, lesson_id: UUID) -> tuple[UnitRow, ...]:
    """Units of a lesson, cached in the process: they never change and hold no personal data.

    Another thread may clear the cache at any time.
    """
    rows = _lesson_cache.get(lesson_id)
    if rows is None:
        rows = tuple(session.execute(_lesson_query(), {"lesson_id": lesson_id}))
        if len(_lesson_cache) >= MAX_CACHED_LESSONS:
            _lesson_cache.clear()
        _lesson_cache[lesson_id] = rows
    return rows


def get_scenario_page(
    session: Session, scenario_id: UUID, *, person_id: UUID, course_code: str
) -> UnitPage:
    """The unit of a scenario with the learner's stored fields."""
    return _page(session, "scenario", {"scenario_id": scenario_id}, person_id, course_code)


def get_plan_page(
    session: Session, course_version_id: UUID, *, person_id: UUID, course_code: str
) -> UnitPage:
    """The unit of the action plan with the learner's stored fields."""
    return _page(session, "plan", {"version_id": course_version_id}, person_id, course_code)


def get_answered_units(
    session: Session,
    course_version_id: UUID,
    block_type: str,
    *,
    person_id: UUID,
    course_code: str,
) -> UnitPage:
    """Units of a type in lessons that have stored fields of the learner, in course order."""
    of_learner = and_(
        LearnerBlockState.unit_id == Unit.id, LearnerBlockState.person_id == person_id
    )
    rows = session.execute(
        select(*UNIT_COLUMNS, LearnerBlockState.sealed, LearnerBlockState.version)
        .join(Lesson, Lesson.id == Unit.lesson_id)
        .join(LearnerBlockState, of_learner)
        .where(Unit.course_version_id == course_version_id, Unit.block_type == block_type)
        .order_by(Lesson.position, Unit.position)
    ).all()
    return page_from_rows(rows, course_code)


def get_page_around(
    session: Session,
    unit_id: UUID,
    *,
    person_id: UUID,
    course_version_id: UUID,
    course_code: str,
) -> UnitPage:
    """The page of a unit: all units of its lesson, or the unit alone outside lessons.

    Raises UnitNotFound for a unit of another course version.
    """
    parameters = {"unit_id": unit_id, "version_id": course_version_id}
    page = _page(session, "around", parameters, person_id, course_code)
    if unit_id not in page.units:
        raise UnitNotFound(unit=str(unit_id))
    return page


def get_unit_location(session: Session, unit_id: UUID, *, course_version_id: UUID) -> UnitLocation:
    """The page of a unit. Raises UnitNotFound for a unit of another course version."""
    row = session.execute(
        select(
            Lesson.code.label("lesson"),
            Lesson.content,
            Scenario.code.label("scenario"),
            Unit.id,
            Unit.block_type,
            Unit.key,
        )
        .select_from(Unit)
        .outerjoin(Lesson, Lesson.id == Unit.lesson_id)
        .outerjoin(Scenario, Scenario.id == Unit.scenario_id)
        .where(Unit.id == unit_id, Unit.course_version_id == course_version_id)
    ).one_or_none()
    if row is None:
        raise UnitNotFound(unit=str(unit_id))
    step = step_of_unit(lesson_steps(row.content or {}, "id"), row.key)
    html_id = UsageId(row.id, row.block_type, row.key, "").html_id()
    return UnitLocation(row.lesson, step.id if step else None, row.scenario, html_id)


def lock_lesson(session: Session, unit_id: UUID) -> None:
    """Lock a unit's lesson: other transactions that store block fields of the lesson wait."""
    lesson = select(Lesson.id).join(Unit, Unit.lesson_id == Lesson.id).where(Unit.id == unit_id)
    session.execute(lesson.with_for_update(key_share=True, of=Lesson))


def load_wider_state(session: Session, page: UnitPage, *, person_id: UUID) -> None:
    """Add fields that blocks store beyond their unit: preferences and shared fields."""
    types = {unit.block_type for unit in page.units.values()} | {""}
    for row in session.execute(
        select(LearnerBlockState).where(
            LearnerBlockState.person_id == person_id,
            LearnerBlockState.unit_id.is_(None),
            LearnerBlockState.block_type.in_(types),
        )
    ).scalars():
        key: StateKey = (None, row.block_type)
        page.learner_state[key] = StoredFields(row.sealed, None, row.version)
    of_page = select(SharedBlockState).where(
        or_(
            SharedBlockState.unit_id.in_(page.units),
            and_(SharedBlockState.unit_id.is_(None), SharedBlockState.block_type.in_(types)),
        )
    )
    for shared in session.execute(of_page).scalars():
        key = (shared.unit_id, shared.block_type)
        page.shared_state[key] = StoredFields(None, shared.fields, shared.version)


def _page(
    session: Session, kind: PageKind, parameters: dict[str, UUID], person_id: UUID, course_code: str
) -> UnitPage:
    rows = session.execute(_units_query(kind), {"person_id": person_id, **parameters}).all()
    return page_from_rows(rows, course_code)


def page_from_rows(rows: Sequence[UnitRow], course_code: str) -> UnitPage:
    """Build a page from rows with UNIT_COLUMNS and the stored fields of the learner."""
    page = _build_page(rows, course_code)
    for row in rows:
        if row.sealed is not None:
            page.learner_state[(row.id, "")] = StoredFields(row.sealed, None, row.version)
    return page


def _build_page(rows: Iterable[UnitRow], course_code: str) -> UnitPage:
    page = UnitPage({}, {}, {})
    for row in rows:
        page.units[row.id] = UnitRecord(
            id=row.id,
            key=row.key,
            block_type=row.block_type,
            content_hash=row.content_hash,
            content_text=row.content_text,
            course_code=course_code,
            scenario_id=row.scenario_id,
            parent_id=row.parent_id,
        )
    for unit in page.units.values():
        if unit.parent_id in page.units:
            page.units[unit.parent_id].children.append(unit.id)
    return page


@cache
def _units_query(kind: PageKind) -> Executable:
    """Cached, because building the statement takes longer than running it."""
    of_version = Unit.course_version_id == bindparam("version_id")
    other = aliased(Unit)
    lesson_of_unit = (
        select(other.lesson_id).where(other.id == bindparam("unit_id")).scalar_subquery()
    )
    conditions: dict[PageKind, ColumnElement[bool]] = {
        "scenario": Unit.scenario_id == bindparam("scenario_id"),
        "plan": and_(of_version, IS_PLAN),
        "around": and_(
            of_version,
            or_(Unit.id == bindparam("unit_id"), Unit.lesson_id == lesson_of_unit),
        ),
    }
    return (
        select(*UNIT_COLUMNS, LearnerBlockState.sealed, LearnerBlockState.version)
        .outerjoin(
            LearnerBlockState,
            and_(
                LearnerBlockState.unit_id == Unit.id,
                LearnerBlockState.person_id == bindparam("person_id"),
            ),
        )
        .where(conditions[kind])
        .order_by(Unit.position)
    )


@cache
def _lesson_query() -> Executable:
    return (
        select(*UNIT_COLUMNS)
        .where(Unit.lesson_id == bindparam("lesson_id"))
        .order_by(Unit.position)
    )


@cache
def _lesson_state_query() -> Select[UUID, bytes, int]:
    of_learner = and_(
        LearnerBlockState.unit_id == Unit.id,
        LearnerBlockState.person_id == bindparam("person_id"),
    )
    return (
        select(Unit.id, LearnerBlockState.sealed, LearnerBlockState.version)
        .join(LearnerBlockState, of_learner)
        .where(Unit.lesson_id == bindparam("lesson_id"))
    )
