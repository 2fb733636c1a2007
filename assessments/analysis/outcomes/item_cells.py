"""Decides of which items of a test people by answer are published. Pure.

That ten people took a form anew does not say that ten of them missed an item, or chose an option.
So an item is shown if ten more people than when it was shown last know it, and ten more do not; its
options follow by the same rule, which joins those with fewer (`answer_cells.py`). Else its
answers are hidden until the forms are published next.

Sums over items are known too: the mean of a form, and that of a module in all forms. They must
not tell of a hidden item. So further items are hidden, the least grown first, until no combination
of these sums is an item by itself, and until the hidden items of each sum have ten points more,
and ten points less, together.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.outcomes.answer_cells import AnswerCounts, Asked, renew_answers
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics.minimums import MIN_FOR_ITEMS, MIN_SHOWN

KNOWN, NOT_KNOWN = "known", "not-known"
Json = dict[str, Any]
ItemId = tuple[str, str]  # form and code
Equation = Mapping[ItemId, Fraction]  # a sum of points that is known


@dataclass(frozen=True, slots=True)
class FormCells:
    """What is published of the items of a form.

    `items` are people who know an item and who do not, `options` people by option, each as shown
    last. Items in `hidden` are not shown now, nor options in `no_options`. `bounds` are those of
    the ranges of totals, in per cent.
    """

    items: Mapping[str, AnswerCounts] = field(default_factory=dict)
    options: Mapping[str, AnswerCounts] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    no_options: frozenset[str] = frozenset()
    bounds: tuple[float, ...] = ()

    @property
    def shown(self) -> frozenset[str]:
        """The items that are shown now."""
        return frozenset(self.items.keys() - self.hidden)

    def shown_options(self, code: str) -> AnswerCounts | None:
        """Return the options of an item; None if none of them is shown."""
        if code in self.hidden or code in self.no_options:
            return None
        return self.options.get(code)

    def as_json(self) -> Json:
        """Return JSON-compatible types; `from_json` is the exact inverse."""
        return {
            "items": {code: counts.as_json() for code, counts in sorted(self.items.items())},
            "options": {code: counts.as_json() for code, counts in sorted(self.options.items())},
            "hidden": sorted(self.hidden),
            "no_options": sorted(self.no_options),
            "bounds": list(self.bounds),
        }

    @classmethod
    def from_json(cls, values: Json) -> Self:
        """Return the cells of what `as_json` returned."""
        return cls(
            {code: AnswerCounts.from_json(counts) for code, counts in values["items"].items()},
            {code: AnswerCounts.from_json(counts) for code, counts in values["options"].items()},
            frozenset(values["hidden"]),
            frozenset(values["no_options"]),
            tuple(values["bounds"]),
        )


@dataclass(frozen=True, slots=True)
class FormItems:
    """Answers to a form, and what was published of it last: counts, and cells that were shown.

    A form that is not `renewed` stays as it was published.
    """

    counts: TestCounts
    keys: Sequence[ItemKey]
    last: TestCounts = field(default_factory=TestCounts)
    cells: FormCells = field(default_factory=FormCells)
    renewed: bool = True

    def counted(self) -> Iterable[ItemKey]:
        """Yield the items that somebody met."""
        return (key for key in self.keys if self.counts.points.get(key.item))

    def growth(self, key: ItemKey) -> tuple[int, int]:
        """Return how many more people know an item, and do not, than when published last."""
        now, before = (known_people(counts, key) for counts in (self.counts, self.last))
        return now[0] - before[0], now[1] - before[1]


def known_people(counts: TestCounts, key: ItemKey) -> tuple[int, int]:
    """Return people with the full points of an item, and all others."""
    points = counts.points.get(key.item, {})
    full = sum(sum(n.values()) for earned, n in points.items() if earned >= key.highest)
    return full, sum(sum(n.values()) for n in points.values()) - full


def cells_of_all(counts: TestCounts, keys: Sequence[ItemKey]) -> FormCells:
    """Return the cells of counts that may have been shown whole."""
    items = {key.item: AnswerCounts(_asked(counts, key).people) for key in keys}
    options = {key.item: AnswerCounts(_asked_options(counts, key).people) for key in keys}
    return FormCells(items, options)


def publish_items(
    forms: Mapping[str, FormItems], *, met_twice: Collection[str] = (), minimum: int = MIN_SHOWN
) -> dict[str, FormCells]:
    """Return what is published of the items of each renewed form of a test.

    `met_twice` are items of which outcomes before and after the course are published.
    """
    renewed = {form: of for form, of in forms.items() if of.renewed}
    fresh = {form: _fresh_items(of, minimum) for form, of in renewed.items()}
    growth = {(f, k.item): of.growth(k) for f, of in forms.items() for k in of.counted()}
    hidden = {item for item in growth if not _is_shown(item, forms, fresh)}
    choices = {(form, code) for form, items in fresh.items() for code in items}
    equations = _known_sums(forms, met_twice)
    _hide_others(hidden, choices, equations, growth, minimum)
    return {
        form: _cells(of, {c: a for c, a in fresh[form].items() if (form, c) not in hidden}, minimum)
        for form, of in renewed.items()
    }


def _asked(counts: TestCounts, key: ItemKey) -> Asked:
    known, others = known_people(counts, key)
    return Asked({KNOWN: known, NOT_KNOWN: others}, (KNOWN,))


def _asked_options(counts: TestCounts, key: ItemKey) -> Asked:
    """People by option; the right ones are apart, so that no other is joined to them."""
    options = counts.options.get(key.item, {})
    people = dict.fromkeys(key.answers, 0) | {o: sum(n.values()) for o, n in options.items()}
    return Asked(people, key.answers)


def _fresh_items(form: FormItems, minimum: int) -> dict[str, AnswerCounts]:
    """Return people by answer of the items that may be shown anew."""
    if form.counts.n < MIN_FOR_ITEMS:
        return {}
    fresh = {}
    for key in form.counted():
        asked = _asked(form.counts, key)
        if min(asked.people.values()) >= minimum:
            renewed = _renew(form.cells.items, key.item, asked, minimum)
            if renewed is not None:
                fresh[key.item] = renewed
    return fresh


def _renew(
    last: Mapping[str, AnswerCounts], code: str, asked: Asked, minimum: int
) -> AnswerCounts | None:
    before = {code: last[code]} if code in last else {}
    after = renew_answers(before, {code: asked}, minimum=minimum).get(code)
    return None if after is last.get(code) else after


def _is_shown(
    item: ItemId, forms: Mapping[str, FormItems], fresh: Mapping[str, Mapping[str, AnswerCounts]]
) -> bool:
    form, code = item
    return code in fresh[form] if form in fresh else code in forms[form].cells.shown


def _cells(form: FormItems, fresh: Mapping[str, AnswerCounts], minimum: int) -> FormCells:
    """Return the cells with these items shown, and with those of their options that may be."""
    options = {}
    for key in (key for key in form.counted() if key.item in fresh):
        asked = _asked_options(form.counts, key)
        right = sum(asked.people[option] for option in key.answers)
        is_whole = right == known_people(form.counts, key)[0]  # not after another ruling
        if is_whole and sum(asked.people.values()) == form.counts.n:
            renewed = _renew(form.cells.options, key.item, asked, minimum)
            if renewed is not None:
                options[key.item] = renewed
    codes = {key.item for key in form.counted()}
    return FormCells(
        {**form.cells.items, **fresh},
        {**form.cells.options, **options},
        frozenset(codes - fresh.keys()),
        frozenset(codes - options.keys()),
    )


def _known_sums(forms: Mapping[str, FormItems], met_twice: Collection[str]) -> list[Equation]:
    """Return which points add up to means of forms, of objectives and modules, and to outcomes.

    The mean of an objective with one item in each form is not published by itself, nor that of a
    module with one such objective.
    """
    equations: list[Equation] = []
    by_sum: dict[tuple[str, str], dict[ItemId, Fraction]] = {}
    for form, of in forms.items():
        keys = list(of.counted())
        equations.append({(form, key.item): Fraction(1) for key in keys})
        objectives = Counter(key.objective for key in keys)
        modules = Counter(map(module_of, objectives))
        for key in keys:
            alike, module = objectives[key.objective], module_of(key.objective)
            part = Fraction(1, alike)
            if modules[module] > 1:
                by_sum.setdefault(("module", module), {})[form, key.item] = part
            if alike > 1:
                by_sum.setdefault(("objective", key.objective), {})[form, key.item] = part
            if key.item in met_twice:
                by_sum.setdefault(("item", key.item), {})[form, key.item] = Fraction(1)
    return [*equations, *by_sum.values()]


def module_of(objective: str) -> str:
    """Return the code of the module of an objective."""
    return objective.partition("-")[0]


def _hide_others(
    hidden: set[ItemId],
    choices: Collection[ItemId],
    equations: Sequence[Equation],
    growth: Mapping[ItemId, tuple[int, int]],
    minimum: int,
) -> None:
    """Hide further items until the sums tell of no item that is hidden already."""
    protected = frozenset(hidden)
    while True:
        exposed = _exposed(hidden, equations) & protected
        open_sums = [
            e for e in equations if exposed & e.keys() or _is_small(e, hidden, growth, minimum)
        ]
        others = {item for e in open_sums for item in e if item in choices} - hidden
        if not others:
            return
        hidden.add(min(others, key=lambda i: (-sum(i in e for e in open_sums), min(growth[i]), i)))


def _is_small(
    equation: Equation,
    hidden: Collection[ItemId],
    growth: Mapping[ItemId, tuple[int, int]],
    minimum: int,
) -> bool:
    items = [growth[item] for item in equation if item in hidden]
    return bool(items) and any(sum(side) < minimum for side in zip(*items, strict=True))


def _exposed(hidden: Collection[ItemId], equations: Sequence[Equation]) -> set[ItemId]:
    """Return the hidden items that a combination of the sums tells, by elimination."""
    rows = [{item: c for item, c in e.items() if item in hidden} for e in equations]
    reduced: dict[ItemId, dict[ItemId, Fraction]] = {}
    for start in rows:
        row = start
        for pivot, other in reduced.items():
            row = _less(row, other, pivot)
        if row:
            pivot = min(row)
            row = {item: value / row[pivot] for item, value in row.items()}
            reduced = {p: _less(other, row, pivot) for p, other in reduced.items()}
            reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _less(
    row: Mapping[ItemId, Fraction], other: Mapping[ItemId, Fraction], pivot: ItemId
) -> dict[ItemId, Fraction]:
    factor = row.get(pivot, Fraction(0))
    items = row.keys() | other.keys() if factor else row.keys()
    values = {i: row.get(i, Fraction(0)) - factor * other.get(i, Fraction(0)) for i in items}
    return {item: value for item, value in values.items() if value}
