"""Tests over time: how often items were shown, how hard they were, and changes of keys."""

from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.analysis.item_drift import ItemHistory, Period
from assessments.rescoring.queries import KeyChange
from lms.extensions import db
from lms.web.authoring.labels import RULES
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.shapes import Caption
from lms.web.evaluation.access import require_test_quality
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.pictures import LegendMark, Picture, Table, few
from lms.web.evaluation.test_pages.sections import chosen_test, room_context
from lms.web.texts.numbers import whole_number
from lms.web.texts.times import local_date
from lms.workflows.evaluation.figures import LEAST
from lms.workflows.evaluation.test_history import FormHistory, TestHistory, read_test_history

DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class HistoryCard:
    """A form as it is shown; without a picture there is one period only, or none."""

    form: FormHistory
    exposure: str
    picture: Picture | None


@bp.get("/<uuid:version_id>/tests/history")
def test_history(version_id: UUID) -> ResponseReturnValue:
    """Show the history of the test after the course, or of the one before with `?test=pre`."""
    person = require_test_quality()
    history = read_test_history(db.session(), version_id, chosen_test(request.args))
    return render_template(
        "evaluation/test_history.html",
        finding=_finding(history),
        cards=[HistoryCard(form, _exposure(form), _draw(form)) for form in history.forms],
        changes=[_change_cells(change) for change in history.changes],
        least=LEAST,
        **room_context(person, history.quality, "evaluation.test_history"),
    )


def _finding(history: TestHistory) -> str:
    """Return the heading of the page."""
    compared = [item for form in history.forms for item in form.items if item.shift is not None]
    if not compared:
        return str(_("Too early to compare periods"))
    number = sum(item.drifts for item in compared)
    if not number:
        return str(_("No item clearly became easier or harder than the others"))
    return str(
        ngettext(
            "%(num)d item became easier or harder than the others",
            "%(num)d items became easier or harder than the others",
            number,
        )
    )


def _exposure(form: FormHistory) -> str:
    """Return how many people met each item of a form."""
    return str(
        _(
            "Each item of form %(form)s was shown to %(number)s people counted here, until"
            " %(date)s.",
            form=form.form,
            number=whole_number(form.n),
            date=local_date(form.periods[-1].ends_at),
        )
        if form.periods
        else _("Fewer than 30 people have met the items of form %(form)s.", form=form.form)
    )


def _draw(form: FormHistory) -> Picture | None:
    """Draw the facility of each item in its first and last period; None without two periods."""
    rows = [item for item in form.items if item.first is not None and item.last is not None]
    if not rows:
        return None
    rows.sort(key=lambda item: (not item.drifts, item.code))
    dumbbells = [_dumbbell(item) for item in rows]
    drifting = [item.code for item in rows if item.drifts]
    sentence = _(
        "Hollow is the first period, filled the last. All points moving the same way is a change"
        " of people; one item moving alone is a change of the item, for example because it is"
        " known outside the test. But a few points also come from chance: only marked items changed"
        " by more."
    )
    caption = _("Items of form %(form)s over time", form=form.form)
    drawing = draw_dumbbells(
        Caption(f"history-{form.form}", caption, sentence), dumbbells, lambda tick: f"{tick:.0f}%"
    )
    finding = (
        _("To look at: %(items)s", items=", ".join(drifting))
        if drifting
        else _("No item clearly changed against the others")
    )
    return Picture.of(
        drawing,
        _("Right answers in per cent, in the first and the last period"),
        finding,
        _table(caption, form),
        _legend(),
    )


def _legend() -> tuple[LegendMark, ...]:
    return (("hole", "dot", _("First period")), ("k1", "dot", _("Last period")))


def _dumbbell(item: ItemHistory) -> Dumbbell:
    first, last = (100 * (item.facilities[i or 0] or 0.0) for i in (item.first, item.last))
    return Dumbbell(item.code, first, last, f"{first:.0f}%", f"{last:.0f}%")


def _table(caption: str, form: FormHistory) -> Table:
    """Return the facility of each item in each period, and the people of the periods."""
    people = (_("People"), *(whole_number(period.n) for period in form.periods), "")
    rows = [
        (
            item.code,
            *(DASH if value is None else f"{100 * value:.0f}%" for value in item.facilities),
            _direction(item),
        )
        for item in form.items
    ]
    columns = (_("Item"), *(_column(period) for period in form.periods), _("What to look at"))
    return Table(caption, columns, (people, *rows))


def _column(period: Period) -> str:
    return str(_("until %(date)s", date=local_date(period.ends_at)))


def _direction(item: ItemHistory) -> str:
    if not item.drifts or item.shift is None:
        return DASH
    return str(_("became harder") if item.shift > 0 else _("became easier"))


def _change_cells(change: KeyChange) -> tuple[str, str, str, str]:
    """Return when a key was changed, of which item, how, and how many results changed."""
    number = whole_number(change.changed) if change.changed == 0 or change.changed >= LEAST else ""
    return (
        local_date(change.decided_at),
        _("%(code)s, version %(number)s", code=change.item_code, number=change.version),
        str(RULES[change.rule]),
        number or few(),
    )
