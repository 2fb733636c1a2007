"""Checks a document of items and lists every problem that keeps it from being a bank. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from assessments.forms.blueprint_check import find_blueprint_flaws
from assessments.items.entries import (
    FOLLOW_UP,
    ITEM_USES,
    NOT_ITEMS,
    QUESTIONS,
    STATEMENT,
    Path,
    iter_items,
)
from assessments.items.key_check import find_document_flaws, find_key_flaws
from assessments.items.pictures import find_picture_flaws
from assessments.items.types import TYPE_OF_SOURCE
from assessments.items.types.flaws import Flaw, single_flaw
from assessments.items.types.values import Document, Entry
from assessments.items.vignettes import find_vignette_flaws


@dataclass(frozen=True, slots=True)
class BankProblem:
    """A problem of a document; `path` holds the keys and indexes that lead to it."""

    path: Path
    code: str
    message: str
    remedy: str


def check_bank(document: Document, *, objective_ids: Collection[str]) -> list[BankProblem]:
    """Return all problems of a bank. `read_bank` reads a document without problems."""
    flaws = [*_item_flaws(document, objective_ids), *_untested(document, objective_ids)]
    flaws += _lonely_questions(document)
    flaws += [
        *find_blueprint_flaws(document),
        *find_vignette_flaws(document),
        *find_document_flaws(document),
    ]
    return [BankProblem(flaw.path, flaw.code, flaw.message, flaw.remedy) for flaw in flaws]


def _item_flaws(document: Document, objective_ids: Collection[str]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for path, entry in iter_items(document):
        name = str(entry.get("id", ""))
        if not name:
            yield from single_flaw(
                (*path, "id"), "item-id-missing", "the item has no id", "Give it a unique id."
            )
        elif name in seen:
            yield from single_flaw(
                (*path, "id"),
                "item-id-repeated",
                f"the id {name} is used twice",
                "Give each item a unique id.",
            )
        seen.add(name)
        for flaw in _flaws_of_item(entry, objective_ids):
            message = f"{name}: {flaw.message}"
            yield Flaw((*path, *flaw.path), flaw.code, message, flaw.remedy)


def _flaws_of_item(entry: Entry, objective_ids: Collection[str]) -> Iterator[Flaw]:
    kind = TYPE_OF_SOURCE.get(str(entry.get("type")))
    if kind is None:
        known = ", ".join(sorted(TYPE_OF_SOURCE))
        yield from single_flaw(
            ("type",),
            "item-type-unknown",
            f"type {entry.get('type')!r} is not known",
            f"Use one of: {known}.",
        )
    else:
        yield from kind.flaws(entry)
        yield from find_picture_flaws(kind, entry)
        yield from find_key_flaws(kind, entry)
    if entry.get("use") not in ITEM_USES:
        yield from single_flaw(
            ("use",),
            "item-use-unknown",
            f"use {entry.get('use')!r} is not known",
            f"Use one of: {', '.join(ITEM_USES)}.",
        )
    if entry.get("type") != "likert" and str(entry.get("objective_id")) not in objective_ids:
        yield from single_flaw(
            ("objective_id",),
            "item-objective-unknown",
            f"objective {entry.get('objective_id')!r} is in no lesson",
            "Write the id of an objective of a lesson of this course.",
        )


def _lonely_questions(document: Document) -> Iterator[Flaw]:
    uses = {str(entry.get("use")) for _path, entry in iter_items(document)}
    if FOLLOW_UP in uses and STATEMENT not in uses:
        yield from single_flaw(
            (QUESTIONS,),
            "questions-without-scale",
            "questions of a follow-up stand beside the scale, and there is no scale",
            "Write statements under self_efficacy, or remove the questions.",
        )


def _untested(document: Document, objective_ids: Collection[str]) -> Iterator[Flaw]:
    """Yield a flaw for each objective without an item and without a stated reason."""
    tested = {str(entry.get("objective_id")) for _, entry in iter_items(document)}
    excused = document.get(NOT_ITEMS)
    for entry in excused if isinstance(excused, list | tuple) else ():
        if isinstance(entry, Mapping):
            tested.add(str(entry.get("objective_id")))
    for objective in sorted(set(objective_ids) - tested):
        yield from single_flaw(
            (NOT_ITEMS,),
            "objective-untested",
            f"no item tests objective {objective}",
            f"Write an item for it, or list it under {NOT_ITEMS} with the reason.",
        )
