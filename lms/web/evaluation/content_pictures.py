"""Pictures of what was learnt: objectives before and after, items gained and lost."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import gettext as _

from assessments.analysis.gain_counts import CodeChange
from assessments.analysis.group_counts import ItemPairs
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.gains import GainBar, draw_gains
from lms.web.charts.shapes import Caption
from lms.web.evaluation.pictures import (
    Picture,
    Table,
    before_after,
    few,
    interval,
    order_is_open,
)
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
    sentence = objectives_sentence(rows, names)
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
            Dumbbell(names[row.code], row.pre, row.post, decimal(row.pre), decimal(row.post))
            for row in rows
        ],
        lambda tick: whole_number(round(tick)),
        overview.mark,
    )
    rose = all(row.change is not None and row.change.low > 0 for row in rows)
    finding = _("Scores rose in each objective") if rose else table.caption
    measure = _("Mean per cent of the points in an objective. Broken line: the pass mark.")
    if any(row.change is None for row in rows):
        reason = _(
            "A module stands for objectives that have a single item in each form: their mean would"
            " be a number of people."
        )
        measure = f"{measure} {reason}"
    return Picture.of(drawing, measure, finding, table, before_after("dot"))


def objectives_sentence(rows: Sequence[CodeChange], names: Mapping[str, str]) -> str:
    """Say which objective rose most and which is lowest; `rows` have the largest rise first."""
    first, lowest = rows[0], min(rows, key=lambda row: row.post)
    sentence: str = _(
        "Largest rise: %(first)s, from %(pre)s to %(post)s. Lowest after the course: %(lowest)s,"
        " %(last)s.",
        first=names[first.code],
        pre=decimal(first.pre),
        post=decimal(first.post),
        lowest=names[lowest.code],
        last=decimal(lowest.post),
    )
    second = rows[1] if len(rows) > 1 else None
    if first.change and second and second.change and first.change.low <= second.change.high:
        return f"{sentence} {order_is_open()}"
    return sentence


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
    sentence = items_sentence(shown)
    table = Table(
        _("Answers gained and lost by item"),
        (_("Item"), _("Gained"), _("Lost"), _("People")),
        tuple(rows),
    )
    drawing = draw_gains(Caption("items", table.caption, sentence), bars, _("lost"), _("gained"))
    measure = _(
        "Of 100 people who met the item in both tests: right only after (gained), right only"
        " before (lost). Most items stand in one of the two tests only and cannot be compared."
        " Items have figures once at least %(least)s new people gave each kind of answer.",
        least=LEAST,
    )
    return Picture.of(drawing, measure, table.caption, table)


def items_sentence(shown: Sequence[tuple[str, ItemPairs]]) -> str:
    """Say how many items gained on balance, and which gained most; it stands first in `shown`."""
    code, pairs = shown[0]
    sentence: str = _(
        "%(up)s of the %(all)s items shown gained more right answers than they lost. On balance"
        " %(code)s gained most: %(gained)s of 100 people got it right only after the course,"
        " %(lost)s only before it.",
        up=sum(item.gained > item.lost for _code, item in shown),
        all=len(shown),
        code=code,
        gained=round(100 * pairs.gained / pairs.n),
        lost=round(100 * pairs.lost / pairs.n),
    )
    return sentence
