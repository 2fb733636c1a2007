"""Read model of the quality of the tests: reliability, items and options of each form."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.item_analysis import RARE_OPTION, analyse_counts
from assessments.analysis.item_figures import ItemAnalysis, ItemFigures, WholeTest
from assessments.analysis.outcomes.answer_cells import AnswerCounts
from assessments.analysis.outcomes.item_cells import FormCells
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics.discrimination import OptionFigures
from assessments.analysis.statistics.distributions import t_quantile
from assessments.analysis.statistics.equating import linear_equating
from assessments.analysis.statistics.minimums import STANDARD
from assessments.analysis.statistics.moments import Counts
from assessments.analysis.statistics.reliability import error_of_measurement, feldt_interval
from assessments.evaluation.queries import (
    TestSummary,
    get_item_keys,
    get_release,
    get_test_summaries,
)
from courses.catalogue.queries import completion_rules
from lms.workflows.evaluation.releases.form_items import shown_cells

Test = Literal["pre", "post"]
TESTS: Final[tuple[Test, ...]] = ("post", "pre")
LEAST: Final = STANDARD.shown
LOOK: Final = frozenset({"negative-discrimination", "low-discrimination"})
OPTION_RARE, OPTION_OF_STRONG = "option-hardly-chosen", "wrong-option-of-strong-learners"
DIGITS: Final = 2  # of reliability while items are hidden
LEVEL: Final = 0.95
PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class OptionRow:
    """How many chose an option; `share` is None if it is joined to others, or hidden."""

    option: str
    share: float | None
    option_rest: float | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item. `facility` and `item_rest` are None if its answers are hidden.

    `flags` follow from what is shown. `needs_look` is True if a person should look at the item and
    its key.
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
    """Figures of a form. `test` is None if its people are too few or met different items.

    `cells` say what is shown of its items.
    """

    form: str
    n: int
    released_at: datetime
    test: WholeTest | None
    items: tuple[ItemRow, ...]
    has_same_items: bool
    cells: FormCells

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
    def hidden_items(self) -> int:
        """The number of items whose answers are hidden."""
        return sum(item.facility is None for form in self.forms for item in form.items)

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
    cells = shown_cells(summaries, keys)
    forms = tuple(
        _form(form, summary, keys.get(form, ()), cells[form])
        for form, summary in sorted(summaries.items())
    )
    shares = {form.form: summaries[form.form].counts for form in forms if form.test}
    comparison = _compare(forms, shares, quality.mark)
    return replace(quality, forms=forms, comparison=comparison)


def _form(
    form: str, summary: TestSummary, keys: Sequence[ItemKey], cells: FormCells
) -> FormQuality:
    counts = summary.counts
    met = {sum(sum(n.values()) for n in totals.values()) for totals in counts.points.values()}
    has_same_items = met == {counts.n}
    analysis = analyse_counts(counts, keys) if has_same_items else None
    return FormQuality(
        form=form,
        n=counts.n,
        released_at=summary.released_at,
        test=_whole_test(analysis, cells) if analysis else None,
        items=_items(analysis, cells) if analysis and counts.n >= STANDARD.items else (),
        has_same_items=has_same_items,
        cells=cells,
    )


def _whole_test(analysis: ItemAnalysis, cells: FormCells) -> WholeTest | None:
    """Return figures of the test; of hidden items exact reliability would tell squares."""
    test = analysis.test
    if test is None or test.alpha is None or test.sd is None or not cells.hidden:
        return test
    alpha = round(test.alpha, DIGITS)
    low, high = feldt_interval(alpha, learners=test.n, items=analysis.items)
    return replace(
        test,
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        kr20=None if test.kr20 is None else alpha,
        sem=error_of_measurement(test.sd, alpha),
    )


def _items(analysis: ItemAnalysis, cells: FormCells) -> tuple[ItemRow, ...]:
    """Return all items, those that need a person first."""
    rows = [_item(figures, cells) for figures in analysis.item_figures]
    return tuple(sorted(rows, key=lambda row: (not row.needs_look, not row.flags)))


def _item(figures: ItemFigures, cells: FormCells) -> ItemRow:
    is_shown = figures.item in cells.shown
    options = _options(figures, cells.shown_options(figures.item))
    flags = _flags(figures, options) if is_shown else ()
    return ItemRow(
        code=figures.item,
        objective=figures.objective,
        facility=figures.facility if is_shown else None,
        item_rest=figures.item_rest if is_shown else None,
        flags=flags,
        needs_look=bool(LOOK & set(flags)),
        options=options,
    )


def _flags(figures: ItemFigures, options: Sequence[OptionRow]) -> tuple[str, ...]:
    """Return the remarks that follow from what is shown."""
    shown = {option.option for option in options if option.share is not None}
    wrong = [option for option in figures.options if not option.is_key]
    joined = math.fsum(option.share for option in wrong if option.option not in shown)
    is_joined_rare = any(o.option not in shown for o in wrong) and bool(shown)
    of_options = {
        OPTION_RARE: any(o.share < RARE_OPTION for o in wrong if o.option in shown)
        or (is_joined_rare and joined < RARE_OPTION),
        OPTION_OF_STRONG: any(o.upper > o.lower for o in wrong if o.option in shown),
    }
    return tuple(flag for flag in figures.flags if of_options.get(flag, True))


def _options(figures: ItemFigures, shown: AnswerCounts | None) -> tuple[OptionRow, ...]:
    """Return the options; of those that are joined no number is shown."""
    joined = shown.joined if shown else frozenset(option.option for option in figures.options)
    return tuple(_option(option, option.option in joined) for option in figures.options)


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
