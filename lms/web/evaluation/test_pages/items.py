"""Quality of the tests: reliability and items of each form, and how the forms compare."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from assessments.analysis.item_analysis import LOW_DISCRIMINATION
from assessments.analysis.item_figures import WholeTest
from lms.extensions import db
from lms.web.charts.axes import PERCENT, Axis
from lms.web.charts.scatter import Axes, Point, draw_scatter
from lms.web.charts.shapes import Caption
from lms.web.evaluation.access import require_test_quality
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.pictures import Picture, Table
from lms.web.evaluation.test_pages.sections import chosen_test, room_context
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST
from lms.workflows.evaluation.test_quality import (
    FormComparison,
    FormQuality,
    ItemRow,
    TestQuality,
    read_test_quality,
)

GOOD, FAIR = 0.9, 0.7  # alpha for people, and for groups
DASH: Final = "\N{EN DASH}"
CORRELATION: Final = Axis(-0.2, 0.8, 0.2)  # item-rest correlation
FLAGS: Final = {
    "negative-discrimination": _l("weak learners know it more often than strong ones"),
    "low-discrimination": _l("hardly separates weak from strong learners"),
    "very-easy": _l("nearly all know it"),
    "very-hard": _l("hardly anybody knows it"),
    "option-hardly-chosen": _l("a wrong option that hardly anybody chooses"),
    "wrong-option-of-strong-learners": _l("a wrong option that strong learners choose more often"),
}


@bp.get("/<uuid:version_id>/tests")
def tests(version_id: UUID) -> ResponseReturnValue:
    """Show the test after the course, or the one before with `?test=pre`."""
    person = require_test_quality()
    quality = read_test_quality(db.session(), version_id, chosen_test(request.args))
    return render_template(
        "evaluation/tests.html",
        finding=_finding(quality),
        comparison=_comparison(quality.comparison) if quality.comparison else "",
        forms=[
            (form, _reliability(form), _draw_items(form), list(_cells(form)), _hidden(form))
            for form in quality.forms
        ],
        flags=FLAGS,
        least=LEAST,
        **room_context(person, quality, "evaluation.tests"),
    )


def _finding(quality: TestQuality) -> str:
    """Return the heading of the page."""
    if quality.checked_at is None or not quality.forms:
        return str(_("No figures of this test yet"))
    if not quality.shown_items:
        return str(_("Not enough people to judge single items yet"))
    number = quality.items_to_look_at
    if not number and quality.items_with_remarks:
        return str(
            _(
                "All items separate strong from weak learners; %(num)s of %(items)s have a remark",
                num=whole_number(quality.items_with_remarks),
                items=whole_number(quality.shown_items),
            )
        )
    if not number:
        return str(_("No item has a remark"))
    return str(
        ngettext(
            "%(num)d of %(items)s items should be looked at by a person",
            "%(num)d of %(items)s items should be looked at by a person",
            number,
            items=whole_number(quality.shown_items),
        )
    )


def _hidden(form: FormQuality) -> str:
    """Return how many items have no figures, and why; empty if all have."""
    number = sum(item.facility is None for item in form.items)
    if not number:
        return ""
    return str(
        ngettext(
            "%(num)d item has no figures now: too few people know it, or too few do not, of those"
            " who came since it was last shown; or the figures of other items would tell its own.",
            "%(num)d items have no figures now: too few people know them, or too few do not, of"
            " those who came since they were last shown; or the figures of other items would tell"
            " theirs.",
            number,
        )
    )


def _reliability(form: FormQuality) -> str:
    """Return the reliability with its interval, and what it means."""
    if not form.has_same_items:
        return str(
            _("An item was dropped for some of these people: figures follow once all are rescored.")
        )
    test = form.test
    if test is None or test.alpha is None or test.alpha_low is None or test.alpha_high is None:
        return str(_("No reliability: all people have the same total, or there is one item only."))
    figure = _(
        "Reliability, from 0 to 1, says how alike the results would be if these people were tested"
        " again: Cronbach's alpha %(alpha)s (95%% interval %(low)s to %(high)s).",
        alpha=decimal(test.alpha, 2),
        low=decimal(test.alpha_low, 2),
        high=decimal(test.alpha_high, 2),
    )
    return f"{figure} {_meaning(test, test.alpha, test.alpha_low)}"


def _meaning(test: WholeTest, alpha: float, low: float) -> str:
    if alpha < 0:
        return str(
            _(
                "A value below zero means that the items run against each other, as they do with a"
                " wrong key: look at the items first, and do not use the totals."
            )
        )
    if alpha < FAIR:
        return str(_("Weak: use it for averages of large groups only."))
    if low < FAIR:
        meaning = str(_("Perhaps enough to compare groups; the interval allows less."))
    elif alpha < GOOD:
        meaning = str(_("Enough to compare groups, not to judge single people."))
    else:
        meaning = str(_("Enough to judge single people."))
    if test.sem is None:
        return meaning
    points = decimal(200 * test.sem / test.highest, 0)
    error = _("A score may be off by about %(points)s points.", points=points)
    return f"{meaning} {error}"


def _comparison(forms: FormComparison) -> str:
    """Return how the means of both forms differ, and what the pass mark is worth."""
    names = {"first": forms.first, "second": forms.second}
    interval = {"low": signed(forms.low), "high": signed(forms.high)}
    difference = _(
        "The mean of form %(first)s less that of form %(second)s is %(difference)s points"
        " (95%% interval %(low)s to %(high)s).",
        difference=signed(forms.difference),
        **names,
        **interval,
    )
    meaning = (
        _("The forms may be equally hard.")
        if forms.low <= 0 <= forms.high
        else _("The forms are not equally hard.")
    )
    equated = _(
        "By linear equating the pass mark in form %(second)s is worth %(equated)s%% in form"
        " %(first)s.",
        equated=decimal(forms.equated),
        **names,
    )
    return f"{difference} {meaning} {equated}"


def _facility(item: ItemRow) -> str:
    return DASH if item.facility is None else f"{round(100 * item.facility)}%"


def _correlation(value: float | None) -> str:
    return DASH if value is None else decimal(value, 2)


def _cells(form: FormQuality) -> Iterator[tuple[ItemRow, str, str, list[tuple[str, str, str]]]]:
    """Yield each item with its figures, and the figures of its options."""
    for item in form.items:
        options = [
            (
                option.option,
                DASH if option.share is None else f"{round(100 * option.share)}%",
                _correlation(option.option_rest),
            )
            for option in item.options
        ]
        yield item, _facility(item), _correlation(item.item_rest), options


def _draw_items(form: FormQuality) -> Picture | None:
    """Draw facility against discrimination of all items that have both figures."""
    rows = [
        (item, item.facility, item.item_rest)
        for item in form.items
        if item.facility is not None and item.item_rest is not None
    ]
    if not rows:
        return None
    points = [
        Point(
            item.code,
            100 * facility,
            rest,
            f"{item.code}: {_facility(item)}, {_correlation(rest)}",
            item.needs_look,
        )
        for item, facility, rest in rows
    ]
    low = sum(rest < LOW_DISCRIMINATION for _item, _facility, rest in rows)
    table = Table(
        _("Items of form %(form)s", form=form.form),
        (_("Item"), _("Facility"), _("Item-rest")),
        tuple((item.code, _facility(item), _correlation(rest)) for item, _share, rest in rows),
    )
    finding = (
        ngettext(
            "%(num)d item hardly separates strong from weak learners",
            "%(num)d items hardly separate strong from weak learners",
            low,
        )
        if low
        else _("All items separate strong from weak learners")
    )
    sentence = _(
        "Items above the broken line separate strong from weak learners; items on the right are"
        " known by many. %(shown)s of %(all)s items are drawn.",
        shown=len(rows),
        all=len(form.items),
    )
    drawing = draw_scatter(
        Caption(f"items-{form.form}", table.caption, sentence),
        points,
        Axes(
            PERCENT,
            CORRELATION,
            lambda tick: f"{round(tick)}%",
            lambda tick: decimal(tick),
            LOW_DISCRIMINATION,
        ),
    )
    measure = _("Across: right answers in per cent. Up: correlation with the other items.")
    return Picture.of(drawing, measure, finding, table)
