"""Ability and difficulty: people and items of each form on one ruler, and how items fit it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.analysis.statistics.distributions import normal_quantile
from assessments.analysis.statistics.rasch_measures import Measure, MeasureBin
from assessments.analysis.test_scale import FormScale, ScaleItem
from lms.extensions import db
from lms.web.charts.shapes import Caption
from lms.web.charts.wright_map import ItemDot, PeopleBar, draw_wright_map
from lms.web.evaluation.access import require_test_quality
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.pictures import Picture, Table, interval
from lms.web.evaluation.test_pages.sections import chosen_test, room_context
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST
from lms.workflows.evaluation.test_scale import ScaledForm, TestScale, read_test_scale

CERTAIN: Final = normal_quantile(0.975)  # standard errors of a 95 % interval
CLEAR: Final = 0.5  # logits between people and items
MAX_OUTER: Final = 1.0  # logits


@dataclass(frozen=True, slots=True)
class ScaleCard:
    """A form as it is shown: a picture and rows of items and totals, or why there are none."""

    scaled: ScaledForm
    missing: str
    picture: Picture | None
    items: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...]


@bp.get("/<uuid:version_id>/tests/scale")
def test_scale(version_id: UUID) -> ResponseReturnValue:
    """Show the scale of the test after the course, or of the one before with `?test=pre`."""
    person = require_test_quality()
    test = chosen_test(request.args)
    scale = read_test_scale(db.session(), version_id, test)
    return render_template(
        "evaluation/test_scale.html",
        finding=_finding(scale),
        cards=[_card(form) for form in scale.forms],
        least=LEAST,
        **room_context(person, scale.quality, "evaluation.test_scale"),
    )


def _finding(scale: TestScale) -> str:
    """Return the heading of the page."""
    items = [item for form in scale.forms if form.scale for item in form.scale.items]
    if not items:
        return str(_("No ruler for this test yet"))
    number = sum(item.is_noisy for item in items)
    if not number:
        return str(_("All items fit one ruler"))
    return str(
        ngettext(
            "%(num)d of %(items)s items does not fit the ruler",
            "%(num)d of %(items)s items do not fit the ruler",
            number,
            items=whole_number(len(items)),
        )
    )


def _card(form: ScaledForm) -> ScaleCard:
    if form.scale is None:
        return ScaleCard(form, _missing(form), None, (), ())
    return ScaleCard(
        form,
        "",
        _draw(form.form.form, form.scale),
        tuple(_item_cells(item) for item in form.scale.items),
        tuple(_total_cells(measure) for measure in form.scale.measures),
    )


def _missing(form: ScaledForm) -> str:
    """Return why a form has no scale."""
    if form.missing == "rescoring":
        return str(
            _("An item was dropped for some of these people: figures follow once all are rescored.")
        )
    if form.missing == "people":
        return str(_("The ruler needs the answers of at least 100 people."))
    if form.missing == "items":
        return str(
            _(
                "The ruler follows once at least %(least)s new people know, and %(least)s do not"
                " know, each item, and no other figure tells of them. Not yet so: %(items)s.",
                least=LEAST,
                items=", ".join(form.hidden),
            )
        )
    return str(_("The ruler cannot be computed from these answers."))


def _draw(form: str, scale: FormScale) -> Picture:
    """Draw people and items on one ruler; the table has the people."""
    edges = list(_edges(scale.measures, scale.bins))
    people = [
        PeopleBar(low, high, row.learners, f"{_points(row)}: {whole_number(row.learners)}")
        for row, (low, high) in zip(scale.bins, edges, strict=True)
    ]
    items = [
        ItemDot(
            item.code,
            item.difficulty,
            item.difficulty - CERTAIN * item.error,
            item.difficulty + CERTAIN * item.error,
            f"{item.code}: {decimal(item.difficulty)}",
            item.is_noisy,
        )
        for item in scale.items
    ]
    sentence = _(
        "People on the right know more, items on the right are harder. Straight above an item are"
        " the people who know it with an even chance. The easiest item is %(easy)s, the hardest"
        " %(hard)s.",
        easy=scale.items[0].code,
        hard=scale.items[-1].code,
    )
    table = Table(
        _("People on the ruler of form %(form)s", form=form),
        (_("Right answers"), _("Ability"), _("People")),
        tuple((_points(row), _range(row), whole_number(row.learners)) for row in scale.bins),
    )
    drawing = draw_wright_map(
        Caption(f"ruler-{form}", _("People and items of form %(form)s", form=form), sentence),
        (_("People"), _("Items, easiest first")),
        people,
        items,
        lambda tick: decimal(tick, 0),
    )
    measure = _(
        "Ruler in logits; 0 is the mean item. Lines are intervals (95%). Filled items do not fit."
    )
    return Picture.of(drawing, measure, _targeting(scale.level), table)


def _targeting(level: float) -> str:
    """Return how the level of the people suits the items."""
    if level > CLEAR:
        return str(
            _(
                "Easy for these people: on average they stand %(level)s above the items",
                level=decimal(level),
            )
        )
    if level < -CLEAR:
        return str(
            _(
                "Hard for these people: on average they stand %(level)s below the items",
                level=decimal(-level),
            )
        )
    return str(_("The items suit the level of these people"))


def _edges(
    measures: Sequence[Measure], bins: Sequence[MeasureBin]
) -> Iterator[tuple[float, float]]:
    """Yield where the column of each bin begins and ends: half-way to the neighbouring totals.

    The outer columns, of people with nearly none or all right, are at most `MAX_OUTER` wide.
    """
    values = [row.measure for row in measures]
    middles = [(low + high) / 2 for low, high in pairwise(values)]
    bounds = [values[0], *middles, values[-1]]
    for index, row in enumerate(bins):
        low, high = bounds[row.first], bounds[row.last + 1]
        if index == 0:
            low = max(low, high - MAX_OUTER)
        if index == len(bins) - 1:
            high = min(high, low + MAX_OUTER)
        yield low, high


def _points(row: MeasureBin) -> str:
    return str(row.first) if row.first == row.last else f"{row.first}\N{EN DASH}{row.last}"


def _range(row: MeasureBin) -> str:
    return decimal(row.low) if row.first == row.last else interval(row.low, row.high)


def _item_cells(item: ScaleItem) -> tuple[str, ...]:
    return (
        item.code,
        signed(item.difficulty, 2),
        decimal(item.error, 2),
        decimal(item.fit.infit, 2),
        decimal(item.fit.outfit, 2),
        _remark(item),
    )


def _remark(item: ScaleItem) -> str:
    if item.is_noisy:
        return str(_("strong people miss it, or weak people know it, more often than expected"))
    if item.is_regular:
        return str(_("tells little that the other items do not tell"))
    return ""


def _total_cells(row: Measure) -> tuple[str, ...]:
    return str(row.total), signed(row.measure, 2), decimal(row.error, 2)
