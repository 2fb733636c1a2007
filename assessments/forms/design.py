"""Compares a form with its blueprint, and two forms with each other. Pure.

A blueprint gives each slot an objective and a level. Two forms are parallel if items of one slot
agree in these, in difficulty, in length and, with enough answers, in facility (the share of the
points that learners earned).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

MIN_FACILITY_ANSWERS: Final = 30  # learners
MAX_FACILITY_DIFFERENCE: Final = 0.15
MAX_LENGTH_DIFFERENCE: Final = 1.5
Cell = tuple[str, str]  # objective and level
Trait = Literal["objective", "level", "difficulty", "length", "facility"]


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item in a slot; `facility` is None until `n` learners have answered it."""

    slot: str
    code: str
    objective: str
    level: str
    difficulty: str
    length: int  # characters of question and options
    facility: float | None = None
    n: int = 0
    case: str = ""  # code of its case, if any

    @property
    def cell(self) -> Cell:
        """Return the cell of the blueprint that the item fills."""
        return self.objective, self.level


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """Required and actual numbers of items of a cell."""

    objective: str
    level: str
    required: int
    actual: int
    anchors: int = 0  # of the actual items

    @property
    def is_met(self) -> bool:
        """Tell whether the form has exactly the required number."""
        return self.required == self.actual


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two items of one slot, and the traits in which they differ."""

    slot: str
    first: FormItem | None
    second: FormItem | None
    differs: tuple[Trait, ...]

    @property
    def is_anchor(self) -> bool:
        """Tell whether both forms have the same item, which links them."""
        codes = {item.code for item in (self.first, self.second) if item is not None}
        return self.first is not None and self.second is not None and len(codes) == 1


@dataclass(frozen=True, slots=True)
class SplitCase:
    """Items of one case that a swap separates: inside and outside the form."""

    case: str
    within: tuple[str, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormSummary:
    """`facility` is the mean over items with enough answers; None without any."""

    items: int
    mean_length: float
    facility: float | None
    known: int  # items with enough answers
    anchors: int = 0  # items that are in the other form too


def find_anchors(first: Iterable[FormItem], second: Iterable[FormItem]) -> frozenset[str]:
    """Return the codes of items in both forms."""
    return frozenset(item.code for item in first) & frozenset(item.code for item in second)


def measure_coverage(
    form: Sequence[FormItem], blueprint: Mapping[str, Cell], linking: Collection[str] = ()
) -> list[CoverageLine]:
    """Count required and actual items by objective and level.

    An anchor (`linking`, by code) fills its slot in both forms and counts in both.
    """
    required, actual = Counter(blueprint.values()), Counter(item.cell for item in form)
    linked = Counter(item.cell for item in form if item.code in linking)
    cells = sorted(set(required) | set(actual))
    return [CoverageLine(*cell, required[cell], actual[cell], linked[cell]) for cell in cells]


def pair_items(first: Iterable[FormItem], second: Iterable[FormItem]) -> list[PairLine]:
    """Pair the items slot by slot; a slot that a form lacks has None."""
    first_items, second_items = ({item.slot: item for item in form} for form in (first, second))
    slots = dict.fromkeys([*first_items, *second_items])
    return [_pair(slot, first_items.get(slot), second_items.get(slot)) for slot in slots]


def summarise_form(form: Sequence[FormItem], linking: Collection[str] = ()) -> FormSummary:
    """Summarise length and facility of a form. Lengths are in characters."""
    known = [
        item.facility
        for item in form
        if item.facility is not None and item.n >= MIN_FACILITY_ANSWERS
    ]
    mean_length = sum(item.length for item in form) / len(form) if form else 0.0
    facility = sum(known) / len(known) if known else None
    linked = sum(item.code in linking for item in form)
    return FormSummary(len(form), mean_length, facility, len(known), linked)


def apply_swaps(
    form: Sequence[FormItem], swaps: Mapping[str, str], known: Mapping[str, FormItem]
) -> list[FormItem]:
    """Return the form with other items in some slots; unknown codes change nothing."""
    return [
        replace(known[swaps[item.slot]], slot=item.slot) if swaps.get(item.slot) in known else item
        for item in form
    ]


def find_split_cases(
    before: Sequence[FormItem], after: Sequence[FormItem], known: Mapping[str, FormItem]
) -> list[SplitCase]:
    """Return cases of which a swap moved only some items into or out of the form.

    Learners who see part of a case in one form would see it again with the rest.
    """
    codes_before, codes_after = {item.code for item in before}, {item.code for item in after}
    split = []
    for case in sorted({item.case for item in known.values() if item.case}):
        case_items = {code for code, item in known.items() if item.case == case}
        within = case_items & codes_after
        if within and within != case_items and within != case_items & codes_before:
            split.append(
                SplitCase(case, tuple(sorted(within)), tuple(sorted(case_items - codes_after)))
            )
    return split


def list_candidates(
    slot: str, form: Sequence[FormItem], others: Iterable[FormItem], known: Iterable[FormItem]
) -> list[FormItem]:
    """List unused items of the same objective for a slot, the most similar first.

    The item of the other form in this slot would become an anchor, so it is not a candidate.
    """
    current = next(item for item in form if item.slot == slot)
    used = {item.code for item in (*form, *others)}
    free = [item for item in known if item.code not in used and item.objective == current.objective]
    return sorted(free, key=lambda item: (len(_differences(current, item)), item.code))


def _pair(slot: str, first: FormItem | None, second: FormItem | None) -> PairLine:
    differs = _differences(first, second) if first and second else ()
    return PairLine(slot, first, second, differs)


def _differences(first: FormItem, second: FormItem) -> tuple[Trait, ...]:
    longer, shorter = max(first.length, second.length), min(first.length, second.length)
    traits: list[tuple[Trait, bool]] = [
        ("objective", first.objective != second.objective),
        ("level", first.level != second.level),
        ("difficulty", first.difficulty != second.difficulty),
        ("length", longer > MAX_LENGTH_DIFFERENCE * shorter),
        ("facility", _facilities_differ(first, second)),
    ]
    return tuple(trait for trait, differs in traits if differs)


def _facilities_differ(first: FormItem, second: FormItem) -> bool:
    if (
        first.facility is None
        or second.facility is None
        or min(first.n, second.n) < MIN_FACILITY_ANSWERS
    ):
        return False
    return abs(first.facility - second.facility) > MAX_FACILITY_DIFFERENCE
