"""What a check lets through has room in the columns that keep it: PostgreSQL cuts nothing."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import String
from sqlalchemy.orm import InstrumentedAttribute

from assessments.items.models import FormSlot, Item, ItemVersion
from courses.awareness.models import AwarenessSession
from courses.catalogue import content_models as content
from courses.catalogue.models import Course, CourseVersion
from courses.course_files.check import MAX_NAMES_LENGTH
from courses.course_files.schema_check import SCHEMAS

Column = InstrumentedAttribute[Any]
ENTRY = "items/$defs/entry/properties"
HELPLINE = "helplines/properties/helplines/items/properties"
FACT = "facts/properties/facts/items/properties"
HELD: list[tuple[str, Column]] = [
    ("course/properties/code", Course.code),
    ("course/properties/code", Item.bank_code),
    ("course/properties/version", CourseVersion.label),
    ("course/properties/review_status", CourseVersion.review_state),
    ("course/properties/languages/enum/0/0", CourseVersion.language),
    ("course/properties/modules/items", content.CourseModule.code),
    ("course/properties/modules/items", content.Scenario.module_code),
    ("module/properties/lessons/items", content.Lesson.code),
    ("lesson/properties/activities/items/properties/id", content.Unit.key),
    ("activity/$defs/xblock/properties/block", content.Unit.block_type),
    ("kit/properties/review_status", content.Kit.review_status),
    (f"{FACT}/id", content.Fact.code),
    (f"{FACT}/topic", content.Fact.topic),
    (f"{FACT}/as_of", content.Fact.as_of),
    (f"{FACT}/confidence", content.Fact.confidence),
    (f"{FACT}/confidence", content.Helpline.confidence),
    ("glossary/properties/terms/items/properties/fact", content.GlossaryTerm.fact_code),
    (f"{HELPLINE}/fact", content.Helpline.fact_code),
    (f"{HELPLINE}/id", content.Helpline.code),
    (f"{HELPLINE}/province", content.Helpline.province_code),
    (f"{HELPLINE}/phone", content.Helpline.phone),
    (f"{HELPLINE}/whatsapp", content.Helpline.whatsapp),
    (f"{ENTRY}/id", Item.code),
    (f"{ENTRY}/objective_id", ItemVersion.objective_code),
    (f"{ENTRY}/bloom", ItemVersion.bloom),
    (f"{ENTRY}/difficulty_guess", ItemVersion.difficulty),
    (f"{ENTRY}/review_status", ItemVersion.review_state),
    ("items/properties/blueprint/properties/pairs/propertyNames", FormSlot.blueprint_slot),
    ("lesson/properties/objectives/items/properties/id", ItemVersion.objective_code),
]
NAMED: list[tuple[str, Column]] = [
    ("scenarios", content.Scenario.code),
    ("scenarios", content.Unit.key),
    ("kits", content.Kit.code),
    ("kits", AwarenessSession.kit_code),
]
OURS = {"content_hash", "type_code"}  # written by the program itself


def schema_at(path: str) -> Any:
    name, *keys = path.split("/")
    part = json.loads((SCHEMAS / f"{name}.json").read_text())
    for key in keys:
        part = part[int(key) if isinstance(part, list) else key]
    return part if isinstance(part, dict) else {"const": part}


@pytest.mark.parametrize(("path", "column"), HELD, ids=[f"{p}: {c}" for p, c in HELD])
def test_a_schema_refuses_what_its_column_cannot_keep(path: str, column: Column) -> None:
    length = column.type.length
    validator = Draft202012Validator(schema_at(path))
    for text in ("A" * (length + 1), "F" + "1" * length, "1" * (length + 1)):
        assert not validator.is_valid(text)


@pytest.mark.parametrize(("folder", "column"), NAMED)
def test_a_name_of_a_file_that_is_a_code_fits(folder: str, column: Column) -> None:
    assert MAX_NAMES_LENGTH[folder] <= column.type.length


def test_no_column_of_a_course_is_forgotten() -> None:
    told = {column for _place, column in [*HELD, *NAMED]}
    models = {column.class_ for column in told} - {AwarenessSession}
    bounded = {
        getattr(model, column.key)
        for model in models
        for column in model.__table__.columns
        if isinstance(column.type, String) and column.type.length and column.key not in OURS
    }
    assert bounded <= told
