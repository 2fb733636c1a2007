"""An item bank as a course's files give it: items with key and classification, and forms. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from assessments.items.bank_check import BankProblem, check_bank
from assessments.items.entries import FORM_USES, item_entries, vignette_entries
from assessments.items.pictures import with_pictures
from assessments.items.types import TYPE_OF_SOURCE
from assessments.items.vignettes import AUTHORED_TYPES, CASES, VIGNETTE, embedded_case
from assessments.kinds import Kind

__all__ = ["BankForm", "BankItem", "BankProblem", "ItemBank", "check_bank", "read_bank"]

WHOLE_FORMS: Final[dict[str, Kind]] = {"practice": "knowledge", "scale": "self-efficacy"}


@dataclass(frozen=True)
class BankItem:
    code: str
    type_code: str
    use: str
    objective_code: str
    bloom: str
    difficulty: str
    review_state: str
    content: Mapping[str, Any]
    answer_key: Mapping[str, Any]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all that makes a version, so that any change makes a new one."""
        parts = [
            self.type_code,
            self.objective_code,
            self.bloom,
            self.difficulty,
            self.review_state,
            self.content,
            self.answer_key,
        ]
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BankForm:
    """Items by slot of the blueprint: `slots` are pairs of slot and item code, in order."""

    code: str
    kind: Kind
    is_pool: bool
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemBank:
    items: tuple[BankItem, ...]
    forms: tuple[BankForm, ...]
    pass_percent: int

    @property
    def all_items(self) -> BankForm:
        """Every item of a test as one pool: those of the forms and of the retakes, by slot."""
        named = [form for form in self.forms if form.code in (*FORM_USES, "retake")]
        slots = dict.fromkeys(pair for form in named for pair in form.slots)  # an anchor once
        return BankForm("bank", "knowledge", True, tuple(slots))


def read_bank(document: Mapping[str, Any]) -> ItemBank:
    """The bank of a document in which `check_bank` finds no problem."""
    told = {str(entry["id"]): entry for _, entry in vignette_entries(document)}
    items = [_item({"use": "", **entry, "type": VIGNETTE}, {}) for entry in told.values()]
    items += [_item(entry, told) for _, entry in item_entries(document)]
    return ItemBank(
        items=tuple(items),
        forms=tuple(_forms(document)),
        pass_percent=int(document["blueprint"]["pass_mark"]),
    )


def _item(entry: Mapping[str, Any], told: Mapping[str, Mapping[str, Any]]) -> BankItem:
    """`told` are the cases, by id."""
    kind = TYPE_OF_SOURCE.get(entry["type"]) or AUTHORED_TYPES[entry["type"]]
    content, answer_key = kind.read(entry)
    content = with_pictures(kind, content, entry)
    if entry.get(VIGNETTE):
        case_entry = told[str(entry[VIGNETTE])]
        case = with_pictures(CASES, CASES.read(case_entry)[0], case_entry)
        content[VIGNETTE] = embedded_case(str(entry[VIGNETTE]), case)
    if entry.get("source_facts"):
        answer_key["sources"] = [str(fact) for fact in entry["source_facts"]]
    return BankItem(
        code=str(entry["id"]),
        type_code=kind.code,
        use=str(entry["use"]),
        objective_code=str(entry.get("objective_id", "")),
        bloom=str(entry.get("bloom", "")),
        difficulty=str(entry.get("difficulty_guess", "")),
        review_state=str(entry.get("review_status", "draft")),
        content=content,
        answer_key=answer_key,
    )


def _forms(document: Mapping[str, Any]) -> Iterator[BankForm]:
    blueprint = document["blueprint"]
    slot_of = {code: slot for slot, pair in blueprint["pairs"].items() for code in pair}
    for name in FORM_USES:
        codes = blueprint["forms"][name]
        yield BankForm(name, "knowledge", False, tuple((slot_of[code], code) for code in codes))
    pool = blueprint["retake_pool"]["slots"]
    drawn = tuple((slot, code) for slot, codes in pool.items() for code in codes)
    yield BankForm("retake", "knowledge", True, drawn)
    for use, kind in WHOLE_FORMS.items():
        items = [entry for _, entry in item_entries(document) if entry["use"] == use]
        slots = tuple((str(e.get("objective_id") or e["id"]), str(e["id"])) for e in items)
        if slots:
            yield BankForm(use, kind, use == "practice", slots)
