"""How a form covers its blueprint, and how parallel two forms are. Pure.

A blueprint says for each slot which objective it asks about and at which level. Two forms are
parallel where items of one slot agree in that, in difficulty, in length and, once enough learners
have answered both, in facility (the share of the points that they earned).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

MIN_FACILITY_ANSWERS: Final = 30  # learners, before a facility says anything
MAX_FACILITY_DIFFERENCE: Final = 0.15
MAX_LENGTH_DIFFERENCE: Final = 1.5
Cell = tuple[str, str]  # objective and level
Trait = Literal["objective", "level", "difficulty", "length", "facility"]


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item at its slot; `facility` is None until somebody has answered it, by `n` learners."""

    slot: str
    code: str
    objective: str
    level: str
    difficulty: str
    length: int  # characters of question and options
    facility: float | None = None
    n: int = 0
    case: str = ""  # the code of the case that it asks about, if any

    @property
    def cell(self) -> Cell:
        return self.objective, self.level


@dataclass(frozen=True, slots=True)
class CoverageLine:
    objective: str
    level: str
    required: int
    actual: int
    anchors: int = 0  # of those found

    @property
    def is_met(self) -> bool:
        return self.required == self.actual


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two items of one slot, and in what they differ."""

    slot: str
    first: FormItem | None
    second: FormItem | None
    differs: tuple[Trait, ...]

    @property
    def is_anchor(self) -> bool:
        """The same item in both forms, which links them."""
        codes = {one.code for one in (self.first, self.second) if one is not None}
        return self.first is not None and self.second is not None and len(codes) == 1


@dataclass(frozen=True, slots=True)
class SplitCase:
    """Items of one case that a swap parts: some stand in the form now, others stand outside."""

    case: str
    within: tuple[str, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormSummary:
    """`facility` is the mean over items with enough learners, None without any."""

    items: int
    mean_length: float
    facility: float | None
    known: int  # items with enough learners
    anchors: int = 0  # items that stand in the other form too


def find_anchors(first: Iterable[FormItem], second: Iterable[FormItem]) -> frozenset[str]:
    """The codes of items that stand in both forms."""
    return frozenset(one.code for one in first) & frozenset(one.code for one in second)


def measure_coverage(
    form: Sequence[FormItem], blueprint: Mapping[str, Cell], linking: Collection[str] = ()
) -> list[CoverageLine]:
    """Objective by level: how many items the blueprint wants, and how many the form has.

    An anchor (`linking`, by code) fills its slot in each of the two forms, so it counts in both.
    """
    wanted, found = Counter(blueprint.values()), Counter(item.cell for item in form)
    linked = Counter(item.cell for item in form if item.code in linking)
    cells = sorted(set(wanted) | set(found))
    return [CoverageLine(*cell, wanted[cell], found[cell], linked[cell]) for cell in cells]


def pair_items(first: Iterable[FormItem], second: Iterable[FormItem]) -> list[PairLine]:
    """Slot by slot; a slot that one form lacks has nobody to compare."""
    left, right = ({item.slot: item for item in form} for form in (first, second))
    slots = dict.fromkeys([*left, *right])
    return [_pair(slot, left.get(slot), right.get(slot)) for slot in slots]


def summarise_form(form: Sequence[FormItem], linking: Collection[str] = ()) -> FormSummary:
    known = [
        one.facility for one in form if one.facility is not None and one.n >= MIN_FACILITY_ANSWERS
    ]
    mean_length = sum(one.length for one in form) / len(form) if form else 0.0
    facility = sum(known) / len(known) if known else None
    linked = sum(one.code in linking for one in form)
    return FormSummary(len(form), mean_length, facility, len(known), linked)


def apply_swaps(
    form: Sequence[FormItem], swaps: Mapping[str, str], known: Mapping[str, FormItem]
) -> list[FormItem]:
    """The form with other items at some slots; a code that is not known changes nothing."""
    return [
        replace(known[swaps[one.slot]], slot=one.slot) if swaps.get(one.slot) in known else one
        for one in form
    ]


def find_split_cases(
    before: Sequence[FormItem], after: Sequence[FormItem], known: Mapping[str, FormItem]
) -> list[SplitCase]:
    """Cases of which a swap moved some items into or out of a form, and left others behind.

    Whoever meets a part of a case in one form would meet it again with the rest.
    """
    stood, stands = {one.code for one in before}, {one.code for one in after}
    found = []
    for case in sorted({one.case for one in known.values() if one.case}):
        asking = {code for code, one in known.items() if one.case == case}
        within = asking & stands
        if within and within != asking and within != asking & stood:
            found.append(SplitCase(case, tuple(sorted(within)), tuple(sorted(asking - stands))))
    return found


def list_candidates(
    slot: str, form: Sequence[FormItem], others: Iterable[FormItem], known: Iterable[FormItem]
) -> list[FormItem]:
    """Items for a slot, the nearest to the present one first; none that stands in a form.

    The item of the other form at this slot would become an anchor, which is a choice of its own.
    """
    present = next(one for one in form if one.slot == slot)
    taken = {one.code for one in (*form, *others)}
    free = [one for one in known if one.code not in taken and one.objective == present.objective]
    return sorted(free, key=lambda one: (len(_differences(present, one)), one.code))


def _pair(slot: str, first: FormItem | None, second: FormItem | None) -> PairLine:
    differs = _differences(first, second) if first and second else ()
    return PairLine(slot, first, second, differs)


def _differences(first: FormItem, second: FormItem) -> tuple[Trait, ...]:
    longer, shorter = max(first.length, second.length), min(first.length, second.length)
    found: list[tuple[Trait, bool]] = [
        ("objective", first.objective != second.objective),
        ("level", first.level != second.level),
        ("difficulty", first.difficulty != second.difficulty),
        ("length", longer > MAX_LENGTH_DIFFERENCE * shorter),
        ("facility", _facilities_differ(first, second)),
    ]
    return tuple(trait for trait, is_so in found if is_so)


def _facilities_differ(first: FormItem, second: FormItem) -> bool:
    if (
        first.facility is None
        or second.facility is None
        or min(first.n, second.n) < MIN_FACILITY_ANSWERS
    ):
        return False
    return abs(first.facility - second.facility) > MAX_FACILITY_DIFFERENCE
