"""Pictures that compare groups: change with its interval, and the tile map of provinces."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.province_tiles import TILES
from lms.web.charts.forest import ForestRow, ForestSection, draw_forest
from lms.web.charts.shapes import Caption
from lms.web.charts.tile_map import BOUNDS, MapTile, draw_tile_map
from lms.web.evaluation.labels import DIMENSION_LABELS, group_name
from lms.web.evaluation.pictures import Picture, Table, interval, order_is_open
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST, POOL, GroupFigures
from lms.workflows.evaluation.overview import Overview

MAX_GROUPS: Final = 60  # in a picture and its table; files and the API have all


def draw_groups(overview: Overview) -> Picture | None:
    """Draw the change of each group that may be shown, with its interval."""
    dimension, figures = overview.choice.dimension, overview.figures
    if not overview.groups or figures is None or figures.change is None:
        return None
    label = str(DIMENSION_LABELS[dimension])
    names = {
        row.group_id: group_name(dimension, row.group_id, overview.names) for row in overview.groups
    }
    shown = [row for row in overview.groups if row.group_id != POOL]
    firm = [row for row in shown if row.precision == "ok"]
    imprecise = sorted(
        (row for row in shown if row.precision != "ok"),
        key=lambda row: names[row.group_id].casefold(),  # an order by change would be a ranking
    )
    pool = [row for row in overview.groups if row.group_id == POOL]
    sections = [
        ForestSection(_("30 people or more"), tuple(forest_row(row, names) for row in firm)),
        ForestSection(
            _("10 to 29 people, imprecise"), tuple(forest_row(row, names) for row in imprecise)
        ),
        ForestSection("", tuple(forest_row(row, names) for row in pool)),
    ]
    change = figures.change
    everyone = ForestRow(
        _("Everybody"),
        f"n {whole_number(change.n)}",
        signed(change.mean),
        change.mean,
        change.change.low if change.change else None,
        change.change.high if change.change else None,
        interval(change.change.low, change.change.high) if change.change else "",
        change.n,
    )
    table = Table(
        _("Change by group: %(dimension)s", dimension=label),
        (label, _("People"), _("Before"), _("After"), _("Change"), _("Interval (95%)")),
        tuple(
            (
                names[row.group_id],
                whole_number(row.n),
                decimal(row.pre),
                decimal(row.post),
                signed(row.mean),
                interval(row.change.low, row.change.high) if row.change else "\N{EN DASH}",
            )
            for row in (*firm, *imprecise, *pool)
        ),
    )
    sentence = groups_sentence(firm, imprecise, names)
    if len(overview.groups) < len(overview.numbers):
        sentence = " ".join((left_out_sentence(len(overview.groups), overview), sentence))
    drawing = draw_forest(
        Caption("groups", table.caption, sentence),
        [section for section in sections if section.rows],
        everyone,
        lambda tick: signed(tick, 0),
    )
    rose = all(row.change is not None and row.change.low > 0 for row in shown)
    finding = _("Scores rose in each group shown") if shown and rose else table.caption
    legend = (
        ("k1", "square", _("30 people or more")),
        ("hole1", "square", _("10 to 29, imprecise")),
        ("k2", "diamond", _("Everybody")),
    )
    measure = _("Change in points with its interval (95%). Broken line: everybody.")
    return Picture.of(drawing, measure, finding, table, legend)


def forest_row(row: GroupFigures, names: dict[str, str]) -> ForestRow:
    """Return the row of a group."""
    return ForestRow(
        name=names[row.group_id],
        n=f"n {whole_number(row.n)}",
        figure=signed(row.mean),
        value=row.mean,
        low=row.change.low if row.change else None,
        high=row.change.high if row.change else None,
        interval=interval(row.change.low, row.change.high) if row.change else "",
        weight=row.n,
        is_precise=row.precision == "ok",
    )


def groups_sentence(
    firm: Sequence[GroupFigures], imprecise: Sequence[GroupFigures], names: dict[str, str]
) -> str:
    """Say which groups differ, and that the order of overlapping intervals is open."""
    sentences = []
    if len(firm) > 1:
        first, last = firm[0], firm[-1]
        sentences.append(
            _(
                "Among groups of 30 people or more, the change is largest in %(first)s"
                " (%(most)s) and smallest in %(last)s (%(least)s).",
                first=names[first.group_id],
                most=signed(first.mean),
                last=names[last.group_id],
                least=signed(last.mean),
            )
        )
        overlap = first.change and last.change and first.change.low <= last.change.high
        sentences.append(
            _("Their intervals overlap, so even this order is not certain.")
            if overlap
            else order_is_open()
        )
    if imprecise:
        sentences.append(
            _(
                "Groups of 10 to 29 people are imprecise: they stand by name and should not be"
                " ranked."
            )
        )
    sentences.append(
        _("Groups of fewer than %(least)s people are not shown on their own.", least=LEAST)
    )
    return " ".join(sentences)


def left_out_sentence(shown: int, overview: Overview) -> str:
    """Say that only the largest groups are compared here."""
    text: str = _(
        "The %(shown)s largest of %(all)s groups are compared here; files for analysis have all.",
        shown=whole_number(shown),
        all=whole_number(len(overview.numbers)),
    )
    return text


def draw_provinces(overview: Overview) -> Picture | None:
    """Draw the tile map of matched people by province."""
    if overview.choice.dimension != "province" or not overview.groups:
        return None
    tiles, rows = [], []
    numbers = overview.numbers
    for code, tile in TILES.items():
        name, number = group_name("province", code, {}), numbers.get(code)
        figure = _("not shown") if number is None else whole_number(number)
        tiles.append(MapTile(tile.letters, name, tile.column, tile.row, number, figure))
        rows.append((name, tile.letters, figure))
    shown = sum(code in numbers for code in TILES)
    sentence = _(
        "A dash stands for fewer than %(least)s people, or for a province that is joined with such"
        " a one so that nobody can compute its number.",
        least=LEAST,
    )
    everyone = overview.figures.matched if overview.figures else None
    rest = (everyone or 0) - sum(number for code, number in numbers.items() if code in TILES)
    if rest >= LEAST:
        sentence += " " + _(
            "%(number)s people are of provinces that are not shown, or of none.",
            number=whole_number(rest),
        )
    table = Table(
        _("People with both tests by province"),
        (_("Province"), _("Letters"), _("People")),
        tuple(sorted(rows, key=lambda row: (row[2] == _("not shown"), row[0]))),
    )
    drawing = draw_tile_map(Caption("provinces", table.caption, sentence), tiles)
    finding = ngettext(
        "%(num)d of 38 provinces has enough people to be shown",
        "%(num)d of 38 provinces have enough people to be shown",
        shown,
    )
    lows = (LEAST, *BOUNDS)
    legend = [("t0", "square", _("not shown"))]
    for index, low in enumerate(lows):
        is_last = index == len(lows) - 1
        label = (
            _("%(low)s or more", low=low) if is_last else f"{low}\N{EN DASH}{lows[index + 1] - 1}"
        )
        legend.append((f"t{index + 1}", "square", label))
    measure = _("People with both tests, by the province at the pre-test. Letters: ISO 3166-2:ID.")
    return Picture.of(drawing, measure, finding, table, legend)
