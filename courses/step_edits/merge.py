"""Puts texts of steps into the content of a version. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from courses.catalogue.unit_content import CITATION
from courses.course_files.two_languages import LANGUAGES
from courses.json_types import JsonMapping, JsonObject
from courses.olx.model import CourseContent, CourseLesson, CourseUnit
from courses.step_edits.texts import StepText

PROSE: Final = "payung_text"
StepAddress = tuple[str, str]  # codes of lesson and step


def with_texts(content: CourseContent, texts: Mapping[StepAddress, StepText]) -> CourseContent:
    """The content with these texts; steps that it does not have are left out.

    Facts that a text cites become sources of its lesson, as at an import of files.
    """
    facts = {row["code"]: row for row in content.lists.get("facts", ())}
    modules = tuple(
        replace(module, lessons=tuple(_lesson(lesson, texts, facts) for lesson in module.lessons))
        for module in content.modules
    )
    return replace(content, modules=modules)


def _lesson(
    lesson: CourseLesson,
    texts: Mapping[StepAddress, StepText],
    facts: Mapping[str, JsonMapping],
) -> CourseLesson:
    own = {step: text for (code, step), text in texts.items() if code == lesson.code}
    if not own:
        return lesson
    units = tuple(_unit(unit, own, facts) for unit in lesson.units)
    steps = [
        step | _pair("title", own[step["id"]]) if step["id"] in own else step
        for step in lesson.content.get("steps", ())
    ]
    known = {source["id"] for source in lesson.content["sources"]}
    cited = dict.fromkeys(code for text in own.values() for code in cited_facts(text))
    added = [_source(facts[code]) for code in cited if code in facts and code not in known]
    sources = [*lesson.content["sources"], *added]
    return replace(
        lesson, units=units, content={**lesson.content, "steps": steps, "sources": sources}
    )


def _unit(
    unit: CourseUnit, texts: Mapping[str, StepText], facts: Mapping[str, JsonMapping]
) -> CourseUnit:
    if unit.block_type != PROSE or unit.key not in texts:
        return unit
    return replace(unit, content=prose_content(unit.content, texts[unit.key], facts))


def prose_content(
    content: JsonMapping, text: StepText, facts: Mapping[str, JsonMapping]
) -> JsonObject:
    """The content of a text block with this text, and the confidence of the facts that it cites."""
    cited = {code: facts[code]["confidence"] for code in cited_facts(text) if code in facts}
    others = {name: value for name, value in content.items() if name != "facts"}
    return {**others, **_pair("markdown", text), **({"facts": cited} if cited else {})}


def cited_facts(text: StepText) -> list[str]:
    """Codes of the facts that a text cites in any language, sorted."""
    return sorted({code for name in LANGUAGES for code in CITATION.findall(text.of(name)[1])})


def _pair(part: str, text: StepText) -> JsonObject:
    return {f"{part}_{name}": getattr(text, f"{part}_{name}") for name in LANGUAGES}


def _source(fact: JsonMapping) -> JsonObject:
    """A source of a lesson, from the row of a fact."""
    names = ("claim_id", "claim_en", "source", "source_en", "url", "as_of", "confidence")
    values = {name: fact.get(name) for name in names}
    if not values["source_en"]:
        del values["source_en"]
    return {"id": fact["code"], **values}
