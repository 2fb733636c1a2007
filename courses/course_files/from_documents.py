"""Builds the dataclasses of a course from checked data, one function per class."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from courses.course_files import model
from courses.course_files.documents import Document
from courses.course_files.model import AUDIENCES
from courses.course_files.steps.lesson_steps import build_steps
from courses.course_files.two_languages import TextLists, Texts
from courses.course_files.units import activity_content
from courses.json_types import JsonMapping

Data = JsonMapping
TIME_ZONES: Final = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


def texts(data: Data, name: str) -> Texts:
    """The pair `NAME_id`, `NAME_en`."""
    return Texts(data[f"{name}_id"], data[f"{name}_en"])


def optional_texts(data: Data, name: str) -> Texts | None:
    """The pair `NAME_id`, `NAME_en`, or None if missing."""
    return texts(data, name) if f"{name}_id" in data else None


def course_meta(data: Data) -> model.CourseMeta:
    """The content of course.yaml."""
    return model.CourseMeta(
        code=data["code"],
        title=texts(data, "title"),
        summary=texts(data, "summary"),
        version=data["version"],
        as_of=date.fromisoformat(data["as_of"]),
        languages=tuple(data["languages"]),
        audiences=tuple(data["audiences"]),
        completion=_completion(data["completion"]),
        certificate=_certificate(data["certificate"]),
        assessments=data.get("assessments", {}),
        changes=optional_texts(data, "changes"),
    )


def _completion(data: Data) -> model.Completion:
    return model.Completion(
        post_test_min=data["post_test_min"],
        scenarios_required=data["scenarios_required"],
        scenario_min_percent=data.get("scenario_min_percent"),
        scenarios_one_of=tuple(data.get("scenarios_one_of", ())),
        is_plan_required=data["plan_required"],
        plan_without_facilitator=data["plan_without_facilitator"],
        plan_with_facilitator=data["plan_with_facilitator"],
        follow_up_months=tuple(data["follow_up_months"]),
    )


def _certificate(data: Data) -> model.CertificateRules:
    return model.CertificateRules(
        hours=data["hours"],
        valid_years=data["valid_years"],
        distinction_min=data["distinction_min"],
        levels={level["id"]: texts(level, "label") for level in data["levels"]},
        criteria=optional_texts(data, "criteria"),
        alignments=tuple(map(_alignment, data.get("alignments", ()))),
    )


def _alignment(data: Data) -> model.AlignmentEntry:
    return model.AlignmentEntry(
        name=texts(data, "name"),
        url=data["url"],
        framework=data.get("framework", ""),
        code=data.get("code", ""),
    )


def lesson(
    code: str, data: Data, *, id: Document, en: Document, drawings: Mapping[str, str]
) -> model.Lesson:
    """A lesson without units, which depend on the module. `drawings` are SVG by name."""
    return model.Lesson(
        code=code,
        title=Texts(id.value["title"], en.value["title"]),
        minutes=data["minutes"],
        content_warning=data["content_warning"],
        objectives=tuple(
            model.Objective(objective["id"], objective["bloom"], texts(objective, "text"))
            for objective in data["objectives"]
        ),
        key_messages=TextLists(tuple(id.value["key_messages"]), tuple(en.value["key_messages"])),
        role_variants=_role_variants(id.value, en.value),
        sources=tuple(data["sources"]),
        activities=tuple(map(_activity, data["activities"])),
        picture=_picture(data["picture"], drawings.get(code)),
        body=Texts(id.body, en.body),
        review_status=data["review_status"],
        steps=build_steps(data, Texts(id.body, en.body), drawings),
        role_tasks={task["role"]: texts(task, "text") for task in data.get("role_tasks", ())},
    )


def _role_variants(first: Data, second: Data) -> dict[str, Texts]:
    variants = first.get("role_variants"), second.get("role_variants")
    if variants[0] is None or variants[1] is None:
        return {}
    return {audience: Texts(variants[0][audience], variants[1][audience]) for audience in AUDIENCES}


def _activity(data: Data) -> model.Activity:
    return model.Activity(
        id=data["id"],
        kind=data["kind"],
        title=texts(data, "title"),
        instruction=texts(data, "instruction"),
        planned=data.get("planned"),
        review_status=data["review_status"],
        content=activity_content(data),
    )


def _picture(data: Data, drawing: str | None) -> model.Picture:
    return model.Picture(texts(data, "alt"), texts(data, "brief"), data.get("diagram"), drawing)


def scenario(name: str, data: Data) -> model.Scenario:
    """A scenario from its YAML."""
    return model.Scenario(
        id=name,
        module=data["module"],
        title=texts(data, "title"),
        note=texts(data, "note"),
        audiences=tuple(data["audiences"]),
        objective_ids=tuple(data["objectives"]),
        minutes=data["minutes"],
        content_warning=data["content_warning"],
        review_status=data["review_status"],
        document=data,
    )


def kit(name: str, *, id: Document, en: Document) -> model.Kit:
    """A kit from its two Markdown files."""
    return model.Kit(
        id=name,
        title=Texts(id.value["title"], en.value["title"]),
        summary=Texts(id.value["summary"], en.value["summary"]),
        body=Texts(id.body, en.body),
        review_status=id.value["review_status"],
    )


def fact(data: Data) -> model.Fact:
    """An entry of facts.yaml."""
    return model.Fact(
        id=data["id"],
        topic=data["topic"],
        claim=texts(data, "claim"),
        source=data["source"],
        url=data.get("url"),
        as_of=str(data["as_of"]),
        confidence=data["confidence"],
        source_en=data.get("source_en"),
    )


def glossary_entry(data: Data) -> model.GlossaryEntry:
    """An entry of glossary.yaml."""
    return model.GlossaryEntry(
        term=data["term"],
        name=texts(data, "name"),
        definition=texts(data, "definition"),
        usage=data["usage"],
        fact_id=data.get("fact"),
    )


def helpline(data: Data, source: model.Fact) -> model.Helpline:
    """An entry of helplines.yaml, with the fact that is its source."""
    return model.Helpline(
        id=data["id"],
        name=texts(data, "name"),
        purpose=texts(data, "purpose"),
        hours=optional_texts(data, "hours"),
        phone=data.get("phone"),
        whatsapp=data.get("whatsapp"),
        website=data.get("website"),
        caution=optional_texts(data, "caution"),
        province_code=data.get("province"),
        need=data["need"],
        is_in_bar=data.get("in_bar", False),
        fact_id=source.id,
        confidence=source.confidence,
        source_as_of=source.as_of,
        checked_on=date.fromisoformat(data["checked_on"]),
        is_called=data["called"],
    )


def province(data: Data) -> model.Province:
    """An entry of provinces.yaml, with its IANA time zone."""
    zone = data["zone"]
    return model.Province(data["code"], texts(data, "name"), zone, TIME_ZONES[zone])
