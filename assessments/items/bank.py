"""The item bank of a course's files: items with key and classification, and forms. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assessments.items.bank_check import BankProblem, check_bank
from assessments.items.entries import (
    FOLLOW_UP,
    FORM_USES,
    STATEMENT,
    iter_items,
    iter_vignettes,
)
from assessments.items.pictures import with_pictures
from assessments.items.types import TYPE_OF_SOURCE
from assessments.items.types.values import Content, Document, Entry, Key
from assessments.items.vignettes import AUTHORED_TYPES, CASES, VIGNETTE, embed_case
from assessments.kinds import Kind

__all__ = ["BankForm", "BankItem", "BankProblem", "ItemBank", "check_bank", "read_bank"]

WHOLE_FORMS: Final[dict[str, Kind]] = {"practice": "knowledge", STATEMENT: "self-efficacy"}
FOLLOW_UP_SCALE: Final = "scale-follow-up"  # the form of the scale with further questions


@dataclass(frozen=True)
class BankItem:
    """An item with its key, as a version stores it; `use` says where a course file puts it."""

    code: str
    type_code: str
    use: str
    objective_code: str
    bloom: str
    difficulty: str
    review_state: str
    content: Content
    answer_key: Key

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 in hex of everything in a version, so that any change makes a new one."""
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
    """A form; `slots` are pairs of blueprint slot and item code, in order."""

    code: str
    kind: Kind
    is_pool: bool
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemBank:
    """Items and forms of a course.

    `pass_percent` is the pass mark of the blueprint. The import of a course replaces it with
    `completion.post_test_min` of course.yaml, which is the one that counts.
    """

    items: tuple[BankItem, ...]
    forms: tuple[BankForm, ...]
    pass_percent: int

    @property
    def all_items(self) -> BankForm:
        """All items of forms and retake pool as one pool, by slot."""
        named = [form for form in self.forms if form.code in (*FORM_USES, "retake")]
        slots = dict.fromkeys(pair for form in named for pair in form.slots)  # an anchor once
        return BankForm("bank", "knowledge", True, tuple(slots))


def read_bank(document: Document) -> ItemBank:
    """Return the bank of a document in which `check_bank` finds no problem."""
    cases = {str(entry["id"]): entry for _, entry in iter_vignettes(document)}
    items = [_item({"use": "", **entry, "type": VIGNETTE}, {}) for entry in cases.values()]
    items += [_item(entry, cases) for _, entry in iter_items(document)]
    return ItemBank(
        items=tuple(items),
        forms=tuple(_forms(document)),
        pass_percent=int(document["blueprint"]["pass_mark"]),
    )


def _item(entry: Entry, cases: Mapping[str, Entry]) -> BankItem:
    """`cases` are entries by id."""
    kind = TYPE_OF_SOURCE.get(entry["type"]) or AUTHORED_TYPES[entry["type"]]
    content, answer_key = kind.read(entry)
    content = with_pictures(kind, content, entry)
    if entry.get(VIGNETTE):
        case_entry = cases[str(entry[VIGNETTE])]
        case = with_pictures(CASES, CASES.read(case_entry)[0], case_entry)
        content[VIGNETTE] = embed_case(str(entry[VIGNETTE]), case)
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


def _forms(document: Document) -> Iterator[BankForm]:
    blueprint = document["blueprint"]
    slot_of = {code: slot for slot, pair in blueprint["pairs"].items() for code in pair}
    for name in FORM_USES:
        codes = blueprint["forms"][name]
        yield BankForm(name, "knowledge", False, tuple((slot_of[code], code) for code in codes))
    pool = blueprint["retake_pool"]["slots"]
    drawn = tuple((slot, code) for slot, codes in pool.items() for code in codes)
    yield BankForm("retake", "knowledge", True, drawn)
    for use, kind in WHOLE_FORMS.items():
        if slots := _slots_of(document, use):
            yield BankForm(use, kind, use == "practice", slots)
    if questions := _slots_of(document, FOLLOW_UP):
        slots = (*_slots_of(document, STATEMENT), *questions)
        yield BankForm(FOLLOW_UP_SCALE, "self-efficacy", False, slots)


def _slots_of(document: Document, use: str) -> tuple[tuple[str, str], ...]:
    items = [entry for _, entry in iter_items(document) if entry["use"] == use]
    return tuple((str(e.get("objective_id") or e["id"]), str(e["id"])) for e in items)
