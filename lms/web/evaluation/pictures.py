"""Pictures of the overview: each a chart, its finding, a sentence and a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from assessments.analysis.gain_counts import CodeChange
from lms.accounts.province_tiles import TILES
from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.forest import ForestRow, ForestSection, draw_forest
from lms.web.charts.gains import GainBar, draw_gains
from lms.web.charts.histogram import Bin, Panel, draw_paired_histogram
from lms.web.charts.shapes import Caption, Drawing
from lms.web.charts.svg import render_svg
from lms.web.charts.tile_map import BOUNDS, MapTile, draw_tile_map
from lms.web.evaluation.labels import DIMENSION_LABELS, STAGES, group_name
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST, POOL, Figures, GroupFigures
from lms.workflows.evaluation.overview import Overview

LegendMark = tuple[str, str, str]  # class, kind of mark, label
MAX_ITEMS: Final = 40


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart; the first column names the rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its finding, what it measures, and how to read it."""

    finding: str
    measure: str
    drawing: Drawing
    legend: tuple[LegendMark, ...]
    table: Table

    @property
    def svg(self) -> Markup:
        """Return the chart for a page."""
        return render_svg(self.drawing)

    @property
    def reading(self) -> str:
        """Return the sentence beside the chart, which is its description too."""
        return self.drawing.description

    @classmethod
    def of(
        cls,
        drawing: Drawing,
        measure: str,
        finding: str,
        table: Table,
        legend: Sequence[LegendMark] = (),
    ) -> "Picture":
        """Return the picture of a drawing."""
        return cls(finding, measure, drawing, tuple(legend), table)


def few() -> str:
    """Return how a number is written that is too small to show."""
    return f"<{LEAST}"


def interval(low: float, high: float) -> str:
    """Return both ends of an interval in points."""
    return f"{decimal(low)} \N{EN DASH} {decimal(high)}"


def draw_flow(figures: Figures) -> Picture:
    """Draw how many people reached each stage."""
    stages = figures.stages
    matched = next(stage for stage in stages if stage.code == "matched")
    finding = (
        _("%(share)s%% of those registered have both tests", share=round(matched.percent))
        if matched.percent is not None
        else _("How far people came")
    )
    table = Table(
        _("People at each stage"),
        (_("Stage"), _("People"), _("Of the registered")),
        tuple(
            (
                str(STAGES[stage.code]),
                few() if stage.n is None else whole_number(stage.n),
                "\N{EN DASH}" if stage.percent is None else f"{round(stage.percent)}%",
            )
            for stage in stages
        ),
    )
    bars = [
        Bar(
            name,
            stage.percent,
            number,
            "" if stage.percent is None else percent,
            "k1" if stage.code == "matched" else "t4",
        )
        for stage, (name, number, percent) in zip(stages, table.rows, strict=True)
    ]
    drawing = draw_bars(Caption("flow", table.caption, flow_sentence(figures)), bars)
    return Picture.of(drawing, _("People, and per cent of the registered."), finding, table)


def flow_sentence(figures: Figures) -> str:
    """Say on how many people the figures rest, and how those who left differ."""
    if figures.matched is None or figures.change is None:
        return str(_("Fewer than %(least)s people have both tests.", least=LEAST))
    base = str(
        _(
            "The figures on this page rest on %(number)s people with both tests.",
            number=whole_number(figures.matched),
        )
    )
    attrition = figures.attrition
    if attrition is None:
        rest = str(_("Fewer than %(least)s people have a pre-test and no post-test.", least=LEAST))
        return f"{base} {rest}"
    rest = str(
        _(
            "%(number)s people have a pre-test and no post-test; they had %(pre)s in the pre-test"
            " on average, those with both tests %(other)s.",
            number=whole_number(attrition.n),
            pre=decimal(attrition.mean_pre),
            other=decimal(figures.change.pre.mean),
        )
    )
    return f"{base} {rest}"


def draw_distribution(figures: Figures, mark: int) -> Picture | None:
    """Draw how many people had which score before and after."""
    change = figures.change
    if change is None or not figures.bins:
        return None
    names = [score_range(item.low, item.high) for item in figures.bins]
    at_mark = [
        sum(n for item, n in zip(figures.bins, column, strict=True) if item.low >= mark - 0.01)
        for column in ([item.pre for item in figures.bins], [item.post for item in figures.bins])
    ]
    before, after = (round(100 * n / change.n) for n in at_mark)
    sentence = _(
        "%(mark)s or more was reached by %(before)s%% of the people before the course and by"
        " %(after)s%% after it.",
        mark=mark,
        before=before,
        after=after,
    )
    table = Table(
        _("Scores before and after"),
        (_("Score"), _("Before"), _("After")),
        tuple(
            (f"{low}\N{EN DASH}{high}", whole_number(item.pre), whole_number(item.post))
            for (low, high), item in zip(names, figures.bins, strict=True)
        ),
    )
    drawing = draw_paired_histogram(
        Caption("scores", table.caption, sentence),
        Panel(_("Before"), _("mean %(mean)s", mean=decimal(change.pre.mean))),
        Panel(_("After"), _("mean %(mean)s", mean=decimal(change.post.mean))),
        [
            Bin(low, high, item.pre, item.post, whole_number(item.pre), whole_number(item.post))
            for (low, high), item in zip(names, figures.bins, strict=True)
        ],
    )
    measure = _(
        "People by score, n = %(number)s, the same people twice. Scores are joined until each"
        " column has at least %(least)s people.",
        number=whole_number(change.n),
        least=LEAST,
    )
    finding = (
        _("More people reach %(mark)s than before", mark=mark)
        if after > before
        else _("Scores before and after")
    )
    return Picture.of(drawing, measure, finding, table, before_after("square"))


def score_range(low: float, high: float) -> tuple[str, str]:
    """Return the lowest and the highest whole score of a bin."""
    is_last = high >= 100  # noqa: PLR2004
    return str(-int(-low // 1)), str(100 if is_last else -int(-high // 1) - 1)


def before_after(kind: str) -> tuple[LegendMark, ...]:
    """Return the legend of hollow marks before and filled ones after."""
    return (("hole", kind, _("Before")), ("k1", kind, _("After")))


def draw_directions(figures: Figures) -> Picture | None:
    """Draw how many people rose, stayed the same and fell."""
    ways, matched = figures.directions, figures.matched
    if ways is None or matched is None:
        return None
    shares = [round(100 * n / matched) for n in ways.cells]
    names = (
        (_("Rose"), _("Same or fell")) if ways.down is None else (_("Rose"), _("Same"), _("Fell"))
    )
    if ways.down is None:
        sentence = _(
            "Of 100 people, %(up)s rose and %(rest)s stayed the same or fell.",
            up=shares[0],
            rest=shares[1],
        )
    else:
        sentence = _(
            "Of 100 people, %(up)s rose, %(same)s stayed the same and %(down)s fell.",
            up=shares[0],
            same=shares[1],
            down=shares[2],
        )
    table = Table(
        _("Direction of change"),
        (_("Direction"), _("People"), _("Share")),
        tuple(
            (name, whole_number(n), f"{share}%")
            for name, n, share in zip(names, ways.cells, shares, strict=True)
        ),
    )
    css = ("k1", "t2", "hole") if ways.down is not None else ("k1", "hole")
    bars = [
        Bar(name, 100 * n / matched, number, share, kind)
        for (name, number, share), n, kind in zip(table.rows, ways.cells, css, strict=True)
    ]
    drawing = draw_bars(Caption("directions", table.caption, sentence), bars)
    finding = _("%(share)s of 100 people rose", share=shares[0])
    return Picture.of(drawing, _("Direction of each person's change."), finding, table)


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
    imprecise = [row for row in shown if row.precision != "ok"]
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
            for row in overview.groups
        ),
    )
    drawing = draw_forest(
        Caption("groups", table.caption, groups_sentence(firm, imprecise, names)),
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
        if first.change and last.change and first.change.low <= last.change.high:
            sentences.append(_("Their intervals overlap, so even this order is not certain."))
    if imprecise:
        sentences.append(_("Groups of 10 to 29 people are imprecise and should not be ranked."))
    sentences.append(
        _("Groups of fewer than %(least)s people are not shown on their own.", least=LEAST)
    )
    return " ".join(sentences)


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
