"""Builds the content fields of each unit at import.

A block reads its own content fields only, so referenced data is copied into them: the confidence
of cited facts, titles of kits, practice items of a check, the form of the action plan.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from courses.course_files.model import CourseFiles, Fact, Helpline, Lesson, Scenario, Unit
from courses.course_files.steps.lesson_steps import step_minutes, unit_keys
from courses.course_files.two_languages import LANGUAGES
from courses.json_types import JsonMapping, JsonObject

CITATION = re.compile(r"\[(F\d+)\]")
PRACTICE_LISTS = ("single_best", "multi_select", "ordering_matching")


def block_type(unit_type: str) -> str:
    """The name of the block's entry point for a type in the course files."""
    return f"payung_{unit_type.replace('-', '_')}"


def content_hash(type_name: str, content: JsonMapping) -> str:
    """SHA-256 (hex) of a block's type and content."""
    text = json.dumps([type_name, content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: object) -> Any:
    """Copy nested mappings and sequences to dicts and lists, which can be stored as JSON."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def unit_content(files: CourseFiles, unit: Unit) -> JsonObject:
    """The content fields of a unit, with referenced data and the confidence of cited facts."""
    content = _expanded_content(files, unit)
    return content | _cited_confidence(files, content)


def _expanded_content(files: CourseFiles, unit: Unit) -> JsonObject:
    """The content of a unit with the data that it refers to."""
    content: JsonObject = plain(unit.content)
    if unit.block_type == "check":
        content["items"] = _practice_items(files, unit.content["item_ids"])
    elif unit.block_type == "kits":
        content["kits"] = _kits(files, unit.content["kits"])
    elif unit.block_type == "contact-card":
        content["contacts"] = _contacts(files, content.pop("helplines"))
    elif unit.block_type == "glossary":
        content["terms"] = _terms(files, content["terms"])
    elif unit.block_type == "action-plan":
        content |= plan_content(files)
    return content


def plan_content(files: CourseFiles) -> JsonObject:
    """The content of the action plan block: the form template and the provinces."""
    provinces = [
        {"id": province.code, "label_id": province.name.id, "label_en": province.name.en}
        for province in files.provinces
    ]
    return {"template": plain(files.plan_template), "provinces": provinces}


def scenario_content(files: CourseFiles, scenario: Scenario) -> JsonObject:
    """The content of a scenario block."""
    document = scenario.document
    content = {
        "title_id": scenario.title.id,
        "title_en": scenario.title.en,
        "note_id": scenario.note.id,
        "note_en": scenario.note.en,
        **plain({key: document[key] for key in ("start", "nodes", "scoring")}),
        "shuffle_choices": bool(document.get("shuffle_choices")),
    }
    return content | _cited_confidence(files, content)


def lesson_content(files: CourseFiles, lesson: Lesson) -> JsonObject:
    """The `content` column of a lesson: objectives, key messages, sources, steps."""
    return {
        "objectives": [
            {"id": goal.id, "text_id": goal.text.id, "text_en": goal.text.en}
            for goal in lesson.objectives
        ],
        "key_messages_id": list(lesson.key_messages.id),
        "key_messages_en": list(lesson.key_messages.en),
        "sources": [_source(files.facts[code]) for code in _cited(files, lesson)],
        "review_status": lesson.review_status,
        **_steps(lesson),
    }


def _steps(lesson: Lesson) -> JsonObject:
    """The steps with the keys of their units; nothing for a lesson without steps."""
    if not lesson.steps:
        return {}
    keys = unit_keys(lesson.steps)
    return {
        "steps": [
            {
                "id": step.id,
                "kind": step.kind,
                "title_id": step.title.id,
                "title_en": step.title.en,
                "unit_keys": list(keys[step.id]),
                "is_required": step.is_required,
                "is_skippable": step.is_skippable,
                "recalls": step.recalls,
                "minutes": minutes,
            }
            for step, minutes in zip(lesson.steps, step_minutes(lesson.steps), strict=True)
        ]
    }


def _cited(files: CourseFiles, lesson: Lesson) -> list[str]:
    """Codes of the lesson's sources, then of further facts that its units cite."""
    texts = json.dumps(
        [_expanded_content(files, unit) for unit in lesson.units], ensure_ascii=False
    )
    codes = dict.fromkeys([*lesson.sources, *CITATION.findall(texts)])
    return [code for code in codes if code in files.facts]


def _source(fact: Fact) -> JsonObject:
    return {
        "id": fact.id,
        "claim_id": fact.claim.id,
        "claim_en": fact.claim.en,
        "source": fact.source,
        **({"source_en": fact.source_en} if fact.source_en else {}),
        "url": fact.url,
        "as_of": fact.as_of,
        "confidence": fact.confidence,
    }


def _source_texts(fact: Fact) -> JsonObject:
    """The source as one text, or as a pair if it has an English form."""
    if fact.source_en is None:
        return {"source": fact.source}
    return {"source_id": fact.source, "source_en": fact.source_en}


def _cited_confidence(files: CourseFiles, content: JsonMapping) -> JsonObject:
    codes = sorted(set(CITATION.findall(json.dumps(content, ensure_ascii=False))))
    known = {code: files.facts[code].confidence for code in codes if code in files.facts}
    return {"facts": known} if known else {}


def _practice_items(files: CourseFiles, item_ids: list[str]) -> list[JsonObject]:
    items = {item["id"]: item for name in PRACTICE_LISTS for item in files.items.get(name, ())}
    cases = {str(case["id"]): case for case in files.items.get("vignettes", ())}
    return [_without_notes(plain(items[item_id]), cases) for item_id in item_ids]


def _without_notes(item: JsonMapping, cases: JsonMapping) -> JsonObject:
    """An item for a check, with the stem of its case and without author notes."""
    case = cases.get(str(item.get("vignette", "")))
    case_texts = (
        {f"case_{language}": case[f"stem_{language}"] for language in LANGUAGES} if case else {}
    )
    if case and "picture" in case:
        case_texts["case_picture"] = case["picture"]
    return {**dict(_item_fields(item)), **case_texts}


def _item_fields(item: JsonMapping) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        if key.startswith(("stem_", "rationale_")) or key in (
            *("id", "type", "options", "correct_order", "pairs", "key", "picture"),
        ):
            yield key, value


def _kits(files: CourseFiles, kit_ids: list[str]) -> list[JsonObject]:
    kits = {kit.id: kit for kit in files.kits}
    return [
        {
            "id": kit_id,
            "title_id": kits[kit_id].title.id,
            "title_en": kits[kit_id].title.en,
            "summary_id": kits[kit_id].summary.id,
            "summary_en": kits[kit_id].summary.en,
        }
        for kit_id in kit_ids
    ]


def _contacts(files: CourseFiles, ids: list[str]) -> list[JsonObject]:
    """Helplines with their sources for a contact card."""
    lines = {line.id: line for line in files.helplines}
    return [_contact(files, lines[line_id]) for line_id in ids]


def _contact(files: CourseFiles, line: Helpline) -> JsonObject:
    pairs = {"name": line.name, "purpose": line.purpose, "hours": line.hours}
    texts = {name: pair for name, pair in (pairs | {"caution": line.caution}).items() if pair}
    return {
        "id": line.id,
        **{f"{name}_id": pair.id for name, pair in texts.items()},
        **{f"{name}_en": pair.en for name, pair in texts.items()},
        "phone": line.phone or "",
        "whatsapp": line.whatsapp or "",
        "website": line.website or "",
        **_source_texts(files.facts[line.fact_id]),
        "as_of": files.facts[line.fact_id].as_of,
        "confidence": line.confidence,
        "checked_on": line.checked_on.isoformat(),
        "is_called": line.is_called,
    }


def _terms(files: CourseFiles, words: list[str]) -> list[JsonObject]:
    entries = {entry.term: entry for entry in files.glossary}
    return [
        {
            "term": word,
            "name_id": entries[word].name.id,
            "name_en": entries[word].name.en,
            "definition_id": entries[word].definition.id,
            "definition_en": entries[word].definition.en,
            "usage": entries[word].usage,
            "confidence": _confidence(files, entries[word].fact_id),
        }
        for word in words
    ]


def _confidence(files: CourseFiles, fact_id: str | None) -> str:
    fact = files.facts.get(fact_id or "")
    return fact.confidence if fact else ""
