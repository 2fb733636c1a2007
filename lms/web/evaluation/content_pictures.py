"""Pictures of what was learnt: objectives before and after, items gained and lost."""

from typing import Final

from flask_babel import gettext as _

from assessments.analysis.gain_counts import CodeChange
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.gains import GainBar, draw_gains
from lms.web.charts.shapes import Caption
from lms.web.evaluation.pictures import Picture, Table, before_after, few, interval
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST, Figures
from lms.workflows.evaluation.overview import Overview

MAX_ITEMS: Final = 40


def draw_objectives(overview: Overview) -> Picture | None:
    """Draw the mean score in each objective before and after, the largest rises first."""
    figures = overview.figures
    if figures is None or not figures.objectives:
        return None
    rows = sorted(figures.objectives, key=lambda row: row.pre - row.post)
    names = {row.code: objective_name(row, overview) for row in rows}
    first, lowest = rows[0], min(rows, key=lambda row: row.post)
    sentence = _(
        "Largest rise: %(first)s, from %(pre)s to %(post)s. Lowest after the course: %(lowest)s,"
        " %(last)s.",
        first=names[first.code],
        pre=round(first.pre),
        post=round(first.post),
        lowest=names[lowest.code],
        last=round(lowest.post),
    )
    table = Table(
        _("Scores by objective before and after"),
        (_("Objective"), _("Before"), _("After"), _("Change"), _("Interval (95%)")),
        tuple(
            (
                names[row.code],
                decimal(row.pre),
                decimal(row.post),
                signed(row.post - row.pre),
                interval(row.change.low, row.change.high) if row.change else "\N{EN DASH}",
            )
            for row in rows
        ),
    )
    drawing = draw_dumbbells(
        Caption("objectives", table.caption, sentence),
        [
            Dumbbell(names[row.code], row.pre, row.post, str(round(row.pre)), str(round(row.post)))
            for row in rows
        ],
        lambda tick: whole_number(round(tick)),
        overview.mark,
    )
    finding = (
        _("%(name)s rose most", name=names[first.code])
        if len(rows) > 1 and first.post > first.pre
        else table.caption
    )
    measure = _("Mean per cent of the points in an objective. Broken line: the pass mark.")
    return Picture.of(drawing, measure, finding, table, before_after("dot"))


def objective_name(row: CodeChange, overview: Overview) -> str:
    """Return the code of an objective with the title of its lesson, else of its module."""
    lesson, module = row.code.rpartition("-")[0], row.code.partition("-")[0]
    titles = (overview.names.get(code) for code in (row.code, lesson, module))
    return f"{row.code} {next((title for title in titles if title), '')}".strip()


def draw_items(figures: Figures) -> Picture | None:
    """Draw how many answers to each item became right and wrong."""
    items = figures.items[:MAX_ITEMS]
    shown = [(item.code, item.pairs) for item in items if item.pairs is not None]
    if not shown:
        return None
    rows, bars = [], []
    for item in items:
        pairs = item.pairs
        if pairs is None:
            rows.append((item.code, few(), few(), "\N{EN DASH}"))
            bars.append(GainBar(item.code, None, None, few()))
            continue
        gained, lost = 100 * pairs.gained / pairs.n, 100 * pairs.lost / pairs.n
        rows.append((item.code, f"{round(gained)}%", f"{round(lost)}%", whole_number(pairs.n)))
        figure = f"+{round(gained)} / \N{MINUS SIGN}{round(lost)}"
        bars.append(GainBar(item.code, lost, gained, figure))
    code, pairs = shown[0]
    sentence = _(
        "Item %(code)s gained most: %(gained)s of 100 people got it right only after the course,"
        " %(lost)s only before it.",
        code=code,
        gained=round(100 * pairs.gained / pairs.n),
        lost=round(100 * pairs.lost / pairs.n),
    )
    table = Table(
        _("Answers gained and lost by item"),
        (_("Item"), _("Gained"), _("Lost"), _("People")),
        tuple(rows),
    )
    drawing = draw_gains(Caption("items", table.caption, sentence), bars, _("lost"), _("gained"))
    measure = _(
        "Of 100 people who met the item in both tests: right only after (gained), right only"
        " before (lost). Items with a count below %(least)s have no figures.",
        least=LEAST,
    )
    return Picture.of(drawing, measure, table.caption, table)
