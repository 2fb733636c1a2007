"""Converts OLX problems to questions of a course, and questions to OLX problems. Pure.

A single-choice or multiple-choice problem becomes a knowledge check at its position in a lesson.
Each problem with a right answer also becomes an item of the course's practice. Both languages get
the same text. A problem without a reason gets its answer as the reason, for an author to improve.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from assessments.exchange.bank_items import to_neutral_items
from assessments.exchange.model import LETTERS, LocalizedText, NeutralItem, Option
from assessments.exchange.olx import olx
from assessments.exchange.olx.problem_texts import split_texts, to_plain_text
from assessments.exchange.reading import FileRejected, Remark
from assessments.exchange.registry import write_items
from assessments.items.bank import BankItem
from assessments.items.draft_entries import TYPE_OF_KIND, build_draft_entry
from assessments.items.types import ITEM_TYPES
from assessments.scoring.policies import resolve_rules

Row = dict[str, Any]
IN_CHECKS: Final = {"single": "single_best", "multiple": "multi_select"}
PRACTICE: Final = "practice"
RIGHT: Final = LocalizedText("Ini jawaban yang tepat.", "This is the right answer.")
WRONG: Final = LocalizedText("Ini bukan jawaban yang tepat.", "This is not the right answer.")
NAMES: Final = ("url_name", "display_name")  # the reader would use them as codes


@dataclass(frozen=True, slots=True)
class OlxProblem:
    """`check` is the item of a knowledge check, `item` the row of a bank without code and
    objective; a problem that has neither has `rejection_reason`.

    `case` is markup to show above the check. `notes` say what neither holds.
    """

    check: Row | None = None
    item: Row | None = None
    rejection_reason: str = ""
    case: str = ""
    notes: tuple[Remark, ...] = ()


def convert_problem(problem: bytes) -> OlxProblem:
    """Convert an OLX problem. Unreadable problems get a rejection code of the item readers."""
    root: Element = fromstring(problem, forbid_dtd=True)
    for name in NAMES:
        root.attrib.pop(name, None)
    content = tostring(root)
    try:
        reading = olx.read(content, "en")
    except FileRejected:
        return OlxProblem(rejection_reason="kind-unknown")
    if reading.rejected or len(reading.items) != 1:
        return OlxProblem(rejection_reason=next((r.code for r in reading.rejected), "kind-unknown"))
    item = _in_both(reading.items[0])
    row = _bank_row(item)
    if item.kind not in IN_CHECKS:
        reason = "" if row else "stem-empty"
        return OlxProblem(item=row, rejection_reason=reason, notes=reading.notes)
    check, case = _check_item(item), split_texts(root)
    if case.question and case.passage:
        stem = to_plain_text(case.question)
        check |= _texts("stem", LocalizedText(stem, stem))
    notes = olx.read(content, "en", keeps_passage=True).notes
    if case.figures and row:
        notes += (Remark("figures-in-check-only"),)
    shown = case.passage if case.question else case.figures
    return OlxProblem(check, row, "", shown, notes)


def add_practice_items(bank: Mapping[str, Any], items: Sequence[Row]) -> Row:
    """Return the bank with these rows of items added to its practice."""
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


def export_problems(
    bank: Mapping[str, Any], language: str
) -> tuple[dict[str, bytes], tuple[Remark, ...]]:
    """Return the items of a bank as OLX problems by code, and remarks on items that have none."""
    items, others = to_neutral_items(BankItem(use="", **row) for row in bank["items"])
    try:
        written = write_items(items, "olx", language=language)
    except FileRejected:
        return {}, tuple(others)
    root = fromstring(written.content)
    problems = {}
    for problem in root.iter("problem"):
        problem.tail = None
        problems[problem.get("display_name", "")] = tostring(problem, encoding="utf-8")
    return problems, (*others, *written.skipped)


def _in_both(item: NeutralItem) -> NeutralItem:
    return replace(
        item,
        stem=_alike(item.stem),
        rationale=_alike(item.rationale),
        options=tuple(
            replace(option, text=_alike(option.text), reason=_alike(option.reason))
            for option in item.options
        ),
    )


def _alike(text: LocalizedText) -> LocalizedText:
    return LocalizedText(text.en, text.en)


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
    key = {"key": next(option["id"] for option in options if option["correct"])}
    return {
        "id": item.code,
        "type": IN_CHECKS[item.kind],
        **_texts("stem", item.stem),
        **_texts("rationale", item.rationale),
        "options": options,
        **(key if item.kind == "single" else {}),
    }


def _bank_row(item: NeutralItem) -> Row | None:
    """Return the row of a bank; None if its type would not let an author save it."""
    kind = ITEM_TYPES[TYPE_OF_KIND[item.kind]]
    entry = build_draft_entry(_with_reasons(item))
    if any(kind.flaws(entry)):
        return None
    content, key = kind.read(entry)
    about = {"bloom": "", "difficulty": "", "review_state": "draft"}
    return {"type_code": kind.code, **about, "content": content, "answer_key": key}


def _with_reasons(item: NeutralItem) -> NeutralItem:
    answer = item.number or ", ".join(item.answers)
    reason = (
        LocalizedText(f"Jawabannya: {answer}", f"The answer: {answer}")
        if answer
        else item.rationale
    )
    return replace(
        item,
        rationale=item.rationale or reason,
        options=tuple(_with_reason(option) for option in item.options),
    )


def _with_reason(option: Option) -> Option:
    return replace(option, reason=option.reason or (RIGHT if option.is_right else WRONG))


def _practice_rules() -> Row:
    rules = resolve_rules(PRACTICE, {})
    return {
        "kind": "knowledge",
        "purpose": PRACTICE,
        "pass_percent": None,
        "max_attempts": rules.max_attempts,
        "waits_hours": list(rules.waits_hours),
        "policy": {},
        "time_limit_minutes": None,
    }


def _texts(name: str, text: LocalizedText) -> dict[str, str]:
    return {f"{name}_id": text.id, f"{name}_en": text.en}
