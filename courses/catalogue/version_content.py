"""Inserts the content rows of a new course version from the course's files."""

from functools import partial
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from courses.catalogue import content_models as tables
from courses.catalogue.placed_blocks import placed_blocks
from courses.catalogue.unit_content import (
    block_type,
    content_hash,
    lesson_content,
    plain,
    plan_content,
    scenario_content,
    unit_content,
)
from courses.course_files.model import CourseFiles, Lesson, Unit
from courses.json_types import JsonObject
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base

Row = JsonObject


def add_content(session: Session, files: CourseFiles, version_id: UUID) -> None:
    """Insert lessons, scenarios, the plan, kits, facts, glossary and helplines of a version."""
    _add_lessons(session, files, version_id)
    _add_scenarios(session, files, version_id)
    _add_plan(session, files, version_id)
    _add(session, tables.Kit, _kits(files, version_id))
    _add(session, tables.Fact, _facts(files, version_id))
    _add(session, tables.GlossaryTerm, _glossary(files, version_id))
    _add(session, tables.Helpline, _helplines(files, version_id))


def _add(session: Session, model: type[Base], rows: list[Row]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _add_lessons(session: Session, files: CourseFiles, version_id: UUID) -> None:
    modules: list[Row] = []
    lessons: list[Row] = []
    units: list[Row] = []
    for number, module in enumerate(files.modules, start=1):
        row = _row(version_id, module.code, number, day=module.day)
        modules.append(row | {"title_id": module.title.id, "title_en": module.title.en})
        for lesson in module.lessons:
            lessons.append(_lesson(files, lesson, version_id, len(lessons) + 1, row["id"]))
            units.extend(_units(files, lesson, version_id, lessons[-1]["id"]))
    _add(session, tables.CourseModule, modules)
    _add(session, tables.Lesson, lessons)
    _add(session, tables.Unit, units)


def _lesson(
    files: CourseFiles, lesson: Lesson, version_id: UUID, position: int, module_id: UUID
) -> Row:
    return _row(
        version_id,
        lesson.code,
        position,
        module_id=module_id,
        title_id=lesson.title.id,
        title_en=lesson.title.en,
        minutes=lesson.minutes,
        content_warning=lesson.content_warning,
        content=lesson_content(files, lesson),
    )


def _units(files: CourseFiles, lesson: Lesson, version_id: UUID, lesson_id: UUID) -> list[Row]:
    rows: list[Row] = []
    for unit in lesson.units:
        if unit.block_type == "xblock":
            rows.extend(_placed(version_id, lesson_id, unit, len(rows) + 1))
        else:
            type_name, content = block_type(unit.block_type), unit_content(files, unit)
            new = partial(_unit, key=unit.key, position=len(rows) + 1, lesson_id=lesson_id)
            rows.append(new(version_id, type_name, content))
    return rows


def _placed(version_id: UUID, lesson_id: UUID, unit: Unit, first: int) -> list[Row]:
    """Rows of a third-party block and its descendants."""
    rows: list[Row] = []
    for number, block in enumerate(placed_blocks(unit.key, plain(unit.content)), start=first):
        new = partial(_unit, key=block.key, position=number, lesson_id=lesson_id)
        row = new(version_id, block.block_type, block.content)
        parent = None if block.parent is None else rows[block.parent]["id"]
        rows.append(row | {"parent_id": parent})
    return rows


def _add_scenarios(session: Session, files: CourseFiles, version_id: UUID) -> None:
    scenarios: list[Row] = []
    units: list[Row] = []
    for position, scenario in enumerate(files.scenarios, start=1):
        row = _row(
            version_id,
            scenario.id,
            position,
            module_code=scenario.module,
            title_id=scenario.title.id,
            title_en=scenario.title.en,
            note_id=scenario.note.id,
            note_en=scenario.note.en,
            audiences=list(scenario.audiences),
            minutes=scenario.minutes,
            content_warning=scenario.content_warning,
            is_core=scenario.id in files.meta.completion.scenarios_one_of,
        )
        scenarios.append(row)
        content = scenario_content(files, scenario)
        units.append(
            _unit(version_id, "payung_scenario", content, key=scenario.id, scenario_id=row["id"])
        )
    _add(session, tables.Scenario, scenarios)
    _add(session, tables.Unit, units)


def _add_plan(session: Session, files: CourseFiles, version_id: UUID) -> None:
    unit = _unit(version_id, "payung_action_plan", plan_content(files), key="plan")
    _add(session, tables.Unit, [unit])


def _unit(
    version_id: UUID,
    type_name: str,
    content: Row,
    *,
    key: str,
    position: int = 1,
    lesson_id: UUID | None = None,
    scenario_id: UUID | None = None,
) -> Row:
    return {
        "id": new_id(),
        "course_version_id": version_id,
        "lesson_id": lesson_id,
        "scenario_id": scenario_id,
        "parent_id": None,
        "position": position,
        "key": key,
        "block_type": type_name,
        "content": content,
        "content_hash": content_hash(type_name, content),
    }


def _kits(files: CourseFiles, version_id: UUID) -> list[Row]:
    return [
        _row(
            version_id,
            kit.id,
            position,
            review_status=kit.review_status,
            content={
                "title_id": kit.title.id,
                "title_en": kit.title.en,
                "summary_id": kit.summary.id,
                "summary_en": kit.summary.en,
                "markdown_id": kit.body.id,
                "markdown_en": kit.body.en,
            },
        )
        for position, kit in enumerate(files.kits, start=1)
    ]


def _facts(files: CourseFiles, version_id: UUID) -> list[Row]:
    return [
        {
            "id": new_id(),
            "course_version_id": version_id,
            "code": fact.id,
            "topic": fact.topic,
            "claim_id": fact.claim.id,
            "claim_en": fact.claim.en,
            "source": fact.source,
            "source_en": fact.source_en,
            "url": fact.url,
            "as_of": fact.as_of,
            "confidence": fact.confidence,
        }
        for fact in files.facts.values()
    ]


def _glossary(files: CourseFiles, version_id: UUID) -> list[Row]:
    return [
        {
            "id": new_id(),
            "course_version_id": version_id,
            "position": position,
            "term": entry.term,
            "fact_code": entry.fact_id,
            "content": {
                "name_id": entry.name.id,
                "name_en": entry.name.en,
                "definition_id": entry.definition.id,
                "definition_en": entry.definition.en,
                "usage": entry.usage,
            },
        }
        for position, entry in enumerate(files.glossary, start=1)
    ]


def _helplines(files: CourseFiles, version_id: UUID) -> list[Row]:
    return [
        _row(
            version_id,
            line.id,
            position,
            province_code=line.province_code,
            phone=line.phone,
            whatsapp=line.whatsapp,
            fact_code=line.fact_id,
            confidence=line.confidence,
            checked_on=line.checked_on,
            content={
                "name_id": line.name.id,
                "name_en": line.name.en,
                "purpose_id": line.purpose.id,
                "purpose_en": line.purpose.en,
                "hours_id": line.hours.id if line.hours else "",
                "hours_en": line.hours.en if line.hours else "",
                "caution_id": line.caution.id if line.caution else "",
                "caution_en": line.caution.en if line.caution else "",
                "website": line.website,
                "is_called": line.is_called,
            },
        )
        for position, line in enumerate(files.helplines, start=1)
    ]


def _row(version_id: UUID, code: str, position: int, **columns: object) -> Row:
    return {
        "id": new_id(),
        "course_version_id": version_id,
        "code": code,
        "position": position,
        **columns,
    }
