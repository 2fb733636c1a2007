"""Decides which tests a release publishes by form, and what of their items is shown. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assessments.analysis.form_release import Form
from assessments.analysis.group_counts import TestCounts
from assessments.analysis.outcomes.item_cells import (
    FormCells,
    FormItems,
    cells_of_all,
    publish_items,
)
from assessments.analysis.outcomes.renewal import EVERYONE
from assessments.analysis.outcomes.total_ranges import range_bounds
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics.minimums import MIN_SHOWN
from assessments.evaluation.figures_service import Renewal
from assessments.evaluation.forms import ReleasedForm, RoleCounts
from assessments.evaluation.queries import TestSummary

MIN_GROWTH: Final = 2  # people by those of the last publication, from which items may be hidden


@dataclass(frozen=True, slots=True)
class FormPublication:
    """What a release may publish of the forms of the tests.

    `published` are the forms as published last, and `roles` their counts by role; `keys` those of
    their items by form. `renewal` are the outcomes that the release publishes.
    """

    published: Mapping[Form, TestSummary]
    roles: Mapping[Form, Sequence[RoleCounts]]
    keys: Mapping[str, Sequence[ItemKey]]
    renewal: Renewal

    @property
    def is_due(self) -> bool:
        """Whether forms may be published: with outcomes, or where these cannot be shown yet."""
        return self.renewal.bounds is not None

    def publish(self, counts: Mapping[Form, TestCounts]) -> dict[Form, FormCells]:
        """Return what to show of the items of these forms; forms of tests that wait are absent."""
        cells: dict[Form, FormCells] = {}
        for purpose in sorted({purpose for purpose, _form in counts}):
            forms = self._forms(purpose, counts)
            of_test = self._publish_test(forms)
            cells |= {(purpose, form): shown for form, shown in of_test.items()}
        return cells

    def hide_in_roles(self, forms: Iterable[ReleasedForm]) -> Iterator[ReleasedForm]:
        """Add which items are not shown of a role: those with few new people of an answer."""
        for row in forms:
            keys = self.keys.get(row.form[1], ())
            last = {of.role: of.counts for of in self.roles.get(row.form, ())}
            everywhere = row.cells.hidden if row.cells else frozenset()
            hidden = {
                role: everywhere | _few_new(FormItems(counts, keys, last.get(role, TestCounts())))
                for role, counts in (row.roles or {}).items()
            }
            yield replace(row, hidden=hidden)

    def _forms(self, purpose: str, counts: Mapping[Form, TestCounts]) -> dict[str, FormItems]:
        published = {form: of for (test, form), of in self.published.items() if test == purpose}
        new = {form: of for (test, form), of in counts.items() if test == purpose}
        cells = shown_cells(published, self.keys)
        forms = {}
        for form in published.keys() | new.keys():
            last = published[form].counts if form in published else TestCounts()
            forms[form] = FormItems(
                new.get(form, last),
                self.keys.get(form, ()),
                last,
                _as_published(published.get(form), cells.get(form), self.keys.get(form, ())),
                renewed=form in new,
            )
        return forms

    def _publish_test(self, forms: Mapping[str, FormItems]) -> dict[str, FormCells]:
        """Return nothing if items would be hidden that are shown, and people have not doubled."""
        bounds = self.renewal.bounds
        if bounds is None:
            return {}
        groups = self.renewal.groups or {}
        met_twice = groups[EVERYONE].items if EVERYONE in groups else ()
        cells = publish_items(forms, met_twice=met_twice)
        renewed = [forms[form] for form in cells]
        is_smaller = any(forms[form].cells.shown - cells[form].shown for form in cells)
        before, now = (
            sum(of.n for of in counts)
            for counts in zip(*((form.last, form.counts) for form in renewed), strict=True)
        )
        if is_smaller and MIN_SHOWN <= now < MIN_GROWTH * before:
            return {}
        ranges = range_bounds(bounds, forms.values())
        return {form: replace(of, bounds=ranges) for form, of in cells.items()}


def shown_cells(
    published: Mapping[str, TestSummary], keys: Mapping[str, Sequence[ItemKey]]
) -> dict[str, FormCells]:
    """Return what is shown of the forms of a test, also of counts older than the rule."""
    forms = {
        form: FormItems(
            of.counts,
            keys.get(form, ()),
            cells=of.cells or FormCells(),
            renewed=of.cells is None,
        )
        for form, of in published.items()
    }
    old = publish_items(forms)
    return {form: old.get(form, of.cells) for form, of in forms.items()}


def _as_published(
    summary: TestSummary | None, shown: FormCells | None, keys: Sequence[ItemKey]
) -> FormCells:
    """Return the cells that were published; of counts older than the rule it may be all."""
    if summary is None or shown is None:
        return FormCells()
    if summary.cells is not None:
        return summary.cells
    whole = cells_of_all(summary.counts, keys)
    return replace(whole, hidden=shown.hidden, no_options=shown.no_options)


def _few_new(form: FormItems) -> frozenset[str]:
    return frozenset(key.item for key in form.counted() if min(form.growth(key)) < MIN_SHOWN)
