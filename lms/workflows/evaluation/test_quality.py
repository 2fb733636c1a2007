"""Read model of the quality of the tests: reliability, items and options of each form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.item_analysis import analyse_counts
from assessments.analysis.item_figures import ItemAnalysis, ItemFigures, WholeTest
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics.discrimination import OptionFigures
from assessments.analysis.statistics.distributions import t_quantile
from assessments.analysis.statistics.equating import linear_equating
from assessments.analysis.statistics.minimums import STANDARD, suppressed_groups
from assessments.analysis.statistics.moments import Counts
from assessments.evaluation.queries import (
    TestSummary,
    get_item_keys,
    get_release,
    get_test_summaries,
)
from courses.catalogue.queries import completion_rules

Test = Literal["pre", "post"]
TESTS: Final[tuple[Test, ...]] = ("post", "pre")
LEAST: Final = STANDARD.shown
LOOK: Final = frozenset({"negative-discrimination", "low-discrimination"})
LEVEL: Final = 0.95
PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class OptionRow:
    """How many chose an option; `share` is None if it would show fewer than the minimum."""

    option: str
    share: float | None
    option_rest: float | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item. `facility` is None if fewer than the minimum know it, or do not know it.

    It is None too if it would tell the hidden number of an option; `item_rest` is None with it.
    `needs_look` is True if a person should look at the item and its key.
    """

    code: str
    objective: str
    facility: float | None
    item_rest: float | None
    flags: tuple[str, ...]
    needs_look: bool
    options: tuple[OptionRow, ...]


@dataclass(frozen=True, slots=True)
class FormQuality:
    """Figures of a form. `test` is None if its people are too few or met different items."""

    form: str
    n: int
    released_at: datetime
    test: WholeTest | None
    items: tuple[ItemRow, ...]
    has_same_items: bool

    @property
    def is_for_decisions(self) -> bool:
        """Whether there are enough people to decide on items."""
        return self.n >= STANDARD.decisions


@dataclass(frozen=True, slots=True)
class FormComparison:
    """Mean of the first form less that of the second, in per cent of the points.

    `equated` is what the pass mark in the second form is worth in the first, in per cent.
    """

    first: str
    second: str
    difference: float
    low: float
    high: float
    equated: float


@dataclass(frozen=True, slots=True)
class TestQuality:
    """The quality of one test. `checked_at` is None if nothing was ever computed.

    `waiting` people, in whole tens, have answers that no release could count yet.
    """

    version_id: UUID
    course_code: str
    mark: int
    test: Test
    checked_at: datetime | None
    forms: tuple[FormQuality, ...]
    comparison: FormComparison | None
    waiting: int = 0

    @property
    def shown_items(self) -> int:
        """The number of items with figures."""
        return sum(len(form.items) for form in self.forms)

    @property
    def items_to_look_at(self) -> int:
        """The number of items that a person should look at."""
        return sum(item.needs_look for form in self.forms for item in form.items)

    @property
    def items_with_remarks(self) -> int:
        """The number of items with any remark."""
        return sum(bool(item.flags) for form in self.forms for item in form.items)


@dataclass(frozen=True, slots=True)
class FormCounts:
    """What is released of one test: an empty quality, and counts and keys by form."""

    quality: TestQuality
    summaries: Mapping[str, TestSummary]
    keys: Mapping[str, Sequence[ItemKey]]


def read_test_quality(session: Session, version_id: UUID, test: Test) -> TestQuality:
    """Read the quality of a test in four queries. Raises CourseNotFound."""
    counts = read_form_counts(session, version_id, test)
    return compute_quality(counts.quality, counts.summaries, counts.keys)


def read_form_counts(session: Session, version_id: UUID, test: Test) -> FormCounts:
    """Read the released counts of a test in four queries. Raises CourseNotFound."""
    rules = completion_rules(session, version_id)
    release = get_release(session, version_id)
    quality = TestQuality(
        version_id=version_id,
        course_code=rules.code,
        mark=rules.post_test_min,
        test=test,
        checked_at=release.last_checked_at if release else None,
        forms=(),
        comparison=None,
        waiting=release.waiting if release else 0,
    )
    if release is None:
        return FormCounts(quality, {}, {})
    keys = get_item_keys(session, version_id)
    summaries = {
        form: summary
        for (purpose, form), summary in get_test_summaries(session, version_id).items()
        if purpose == test
    }
    return FormCounts(quality, summaries, keys)


def compute_quality(
    quality: TestQuality,
    summaries: Mapping[str, TestSummary],
    keys: Mapping[str, Sequence[ItemKey]],
) -> TestQuality:
    """Return the quality with all figures that may be shown. Pure."""
    if any(summary.counts.n < LEAST for summary in summaries.values()):
        return quality  # a form alone would be everybody less the other
    forms = tuple(
        _form(form, summary, keys.get(form, ())) for form, summary in sorted(summaries.items())
    )
    shares = {form.form: summaries[form.form].counts for form in forms if form.test}
    comparison = _compare(forms, shares, quality.mark)
    return replace(quality, forms=forms, comparison=comparison)


def _form(form: str, summary: TestSummary, keys: Sequence[ItemKey]) -> FormQuality:
    counts = summary.counts
    met = {sum(sum(n.values()) for n in totals.values()) for totals in counts.points.values()}
    has_same_items = met == {counts.n}
    analysis = analyse_counts(counts, keys) if has_same_items else None
    return FormQuality(
        form=form,
        n=counts.n,
        released_at=summary.released_at,
        test=analysis.test if analysis else None,
        items=_items(analysis) if analysis and counts.n >= STANDARD.items else (),
        has_same_items=has_same_items,
    )


def _items(analysis: ItemAnalysis) -> tuple[ItemRow, ...]:
    """Return all items, those that need a person first."""
    rows = [_item(figures) for figures in analysis.item_figures]
    return tuple(sorted(rows, key=lambda row: (not row.needs_look, not row.flags)))


def _item(figures: ItemFigures) -> ItemRow:
    right = figures.facility * figures.n
    options = _options(figures)
    hidden = {option.option for option in options if option.share is None}
    keys = {option.option for option in figures.options if option.is_key}
    is_shown = min(right, figures.n - right) >= LEAST and not (keys & hidden)
    return ItemRow(
        code=figures.item,
        objective=figures.objective,
        facility=figures.facility if is_shown else None,
        item_rest=figures.item_rest if is_shown else None,
        flags=figures.flags,
        needs_look=bool(LOOK & set(figures.flags)),
        options=options,
    )


def _options(figures: ItemFigures) -> tuple[OptionRow, ...]:
    """Return the options; those that few chose are hidden so that no other tells their number."""
    people = {option.option: option.count for option in figures.options}
    without = figures.n - sum(people.values())
    hidden = suppressed_groups(people | ({"": without} if without else {}), least=LEAST)
    return tuple(_option(option, option.option in hidden) for option in figures.options)


def _option(option: OptionFigures, is_hidden: bool) -> OptionRow:
    if is_hidden:
        return OptionRow(option.option, None, None)
    return OptionRow(option.option, option.share, option.option_rest)


def _compare(
    forms: Sequence[FormQuality], counts: Mapping[str, TestCounts], mark: int
) -> FormComparison | None:
    """Compare two forms that random halves of the people took; None if something is missing."""
    if len(forms) != 2 or any(f.test is None or f.n < STANDARD.items for f in forms):  # noqa: PLR2004
        return None
    first, second = (_percents(form.test, counts[form.form]) for form in forms if form.test)
    equating = linear_equating(second, first)
    if equating is None:
        return None
    squares = equating.sd_x**2 / equating.n_x, equating.sd_y**2 / equating.n_y
    freedom = sum(squares) ** 2 / (
        squares[0] ** 2 / (equating.n_x - 1) + squares[1] ** 2 / (equating.n_y - 1)
    )  # Welch (1947)
    half = t_quantile((1 + LEVEL) / 2, freedom) * sqrt(sum(squares))
    difference = equating.mean_y - equating.mean_x
    return FormComparison(
        first=forms[0].form,
        second=forms[1].form,
        difference=difference,
        low=difference - half,
        high=difference + half,
        equated=min(max(equating.equated(mark), 0.0), float(PERCENT)),
    )


def _percents(test: WholeTest, counts: TestCounts) -> Counts:
    """Return people by total in per cent; each item has all people by total."""
    people: dict[float, float] = {}
    for totals in next(iter(counts.points.values())).values():
        for total, n in totals.items():
            percent = PERCENT * total / test.highest
            people[percent] = people.get(percent, 0) + n
    return people
