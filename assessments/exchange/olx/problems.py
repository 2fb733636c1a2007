"""Problems of OLX as questions of a course, and questions of a course as problems. Pure.

A problem of one choice or several becomes the item of a knowledge check, in its place in a lesson.
Each that has a right answer also becomes an item of the course's practice. Texts stand in both
languages alike; where a problem gives no reason, its answer stands there, for an author to better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from assessments.exchange.bank_items import neutral_items
from assessments.exchange.model import LETTERS, LocalizedText, NeutralItem, Option
from assessments.exchange.olx import olx
from assessments.exchange.reading import FileRejected, Remark
from assessments.exchange.registry import write_items
from assessments.items.bank import BankItem
from assessments.items.draft_entries import TYPE_OF_KIND, draft_entry
from assessments.items.types import ITEM_TYPES
from assessments.scoring.policies import rules_of

Row = dict[str, Any]
IN_CHECKS: Final = {"single": "single_best", "multiple": "multi_select"}
PRACTICE: Final = "practice"
RIGHT: Final = LocalizedText("Ini jawaban yang tepat.", "This is the right answer.")
WRONG: Final = LocalizedText("Ini bukan jawaban yang tepat.", "This is not the right answer.")
NAMES: Final = ("url_name", "display_name")  # the reader would take them for codes


@dataclass(frozen=True, slots=True)
class OlxProblem:
    """`check` is the item of a knowledge check, `item` what a bank says of it beside its code and
    objective; a problem that has neither says in `refused` why."""

    check: Row | None = None
    item: Row | None = None
    refused: str = ""
    has_lost_picture: bool = False


def problem_of(problem: bytes) -> OlxProblem:
    """Never raises: whatever cannot be read is told by a word of the readers of items."""
    root: Element = fromstring(problem, forbid_dtd=True)
    for name in NAMES:
        root.attrib.pop(name, None)
    try:
        reading = olx.read(tostring(root), "en")
    except FileRejected:
        return OlxProblem(refused="kind-unknown")
    if reading.rejected or len(reading.items) != 1:
        return OlxProblem(refused=next((r.code for r in reading.rejected), "kind-unknown"))
    item = _in_both(reading.items[0])
    check = _check_item(item) if item.kind in IN_CHECKS else None
    row = _bank_row(item)
    refused = "" if check or row else "stem-empty"
    return OlxProblem(check, row, refused, has_lost_picture=bool(reading.notes))


def with_practice(bank: Mapping[str, Any], items: Sequence[Row]) -> Row:
    """The bank with these items for practice: rows as a bank has them."""
    if not items:
        return dict(bank)
    slots = [[row["objective_code"], row["code"]] for row in items]
    forms = [dict(form) for form in bank["forms"]]
    mine = next((form for form in forms if form["code"] == PRACTICE), None)
    if mine is None:
        mine = {"kind": "knowledge", "code": PRACTICE, "is_pool": True, "slots": []}
        forms.append(mine)
    mine["slots"] = [*mine["slots"], *slots]
    rows = list(bank["assessments"])
    if all(row["purpose"] != PRACTICE for row in rows):
        rows.append(_practice_rules())
    return {"items": [*bank["items"], *items], "forms": forms, "assessments": rows}


def problems_of(
    bank: Mapping[str, Any], language: str
) -> tuple[dict[str, bytes], tuple[Remark, ...]]:
    """The items of a bank as problems by their codes, and what has no such form."""
    items, others = neutral_items(BankItem(use="", **row) for row in bank["items"])
    try:
        written = write_items(items, "olx", language=language)
    except FileRejected:
        return {}, tuple(others)
    root = fromstring(written.content)
    found = {}
    for problem in root.iter("problem"):
        problem.tail = None
        found[problem.get("display_name", "")] = tostring(problem, encoding="utf-8")
    return found, (*others, *written.skipped)


def _in_both(item: NeutralItem) -> NeutralItem:
    return replace(
        item,
        stem=_alike(item.stem),
        rationale=_alike(item.rationale),
        options=tuple(
            replace(one, text=_alike(one.text), reason=_alike(one.reason)) for one in item.options
        ),
    )


def _alike(words: LocalizedText) -> LocalizedText:
    return LocalizedText(words.en, words.en)


def _check_item(item: NeutralItem) -> Row:
    options = [
        {
            "id": letter,
            **_texts("text", option.text),
            "correct": option.is_right,
            **_texts("rationale", option.reason),
        }
        for letter, option in zip(LETTERS, item.options, strict=False)
    ]
    key = {"key": next(one["id"] for one in options if one["correct"])}
    return {
        "id": item.code,
        "type": IN_CHECKS[item.kind],
        **_texts("stem", item.stem),
        **_texts("rationale", item.rationale),
        "options": options,
        **(key if item.kind == "single" else {}),
    }


def _bank_row(item: NeutralItem) -> Row | None:
    """None where its type would not let an author save it."""
    kind = ITEM_TYPES[TYPE_OF_KIND[item.kind]]
    entry = draft_entry(_with_reasons(item))
    if any(kind.flaws(entry)):
        return None
    content, key = kind.read(entry)
    about = {"bloom": "", "difficulty": "", "review_state": "draft"}
    return {"type_code": kind.code, **about, "content": content, "answer_key": key}


def _with_reasons(item: NeutralItem) -> NeutralItem:
    said = item.number or ", ".join(item.answers)
    told = LocalizedText(f"Jawabannya: {said}", f"The answer: {said}") if said else item.rationale
    return replace(
        item,
        rationale=item.rationale or told,
        options=tuple(_with_reason(option) for option in item.options),
    )


def _with_reason(option: Option) -> Option:
    return replace(option, reason=option.reason or (RIGHT if option.is_right else WRONG))


def _practice_rules() -> Row:
    rules = rules_of(PRACTICE, {})
    return {
        "kind": "knowledge",
        "purpose": PRACTICE,
        "pass_percent": None,
        "max_attempts": rules.max_attempts,
        "waits_hours": list(rules.waits_hours),
        "policy": {},
        "time_limit_minutes": None,
    }


def _texts(name: str, words: LocalizedText) -> dict[str, str]:
    return {f"{name}_id": words.id, f"{name}_en": words.en}
