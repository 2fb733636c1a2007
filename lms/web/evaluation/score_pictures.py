"""Pictures of people and scores: stages, distribution before and after, direction of change."""

from flask_babel import gettext as _

from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.histogram import Bin, Panel, draw_paired_histogram
from lms.web.charts.shapes import Caption
from lms.web.evaluation.labels import STAGES
from lms.web.evaluation.pictures import Picture, Table, before_after, few
from lms.web.texts.numbers import decimal, whole_number
from lms.workflows.evaluation.figures import LEAST, Figures


def draw_flow(figures: Figures) -> Picture:
    """Draw how many people reached each stage."""
    stages = figures.stages
    matched = next(stage for stage in stages if stage.code == "matched")
    finding = (
        _("%(share)s%% of those registered have both tests", share=_share_matched(figures))
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
    return Picture.of(drawing, flow_measure(), finding, table)


def _share_matched(figures: Figures) -> str:
    """Return the per cent with both tests; a range where up to nine more registered matter."""
    numbers = {stage.code: stage.n or 0 for stage in figures.stages}
    matched, registered = numbers["matched"], numbers["registered"]
    low, high = round(100 * matched / (registered + LEAST - 1)), round(100 * matched / registered)
    return str(high) if low == high else f"{low}\N{EN DASH}{high}"


def flow_measure() -> str:
    """Say what the numbers of the flow are."""
    return str(
        _(
            "People, and per cent of the registered. Beside those with both tests, numbers are in"
            " steps of ten."
        )
    )


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
            "About %(number)s people have a pre-test and no post-test; they had %(pre)s in the"
            " pre-test on average, those with both tests %(other)s.",
            number=whole_number(attrition.n),
            pre=whole_number(attrition.mean_pre),
            other=decimal(figures.change.pre.mean),
        )
    )
    return f"{base} {rest}"


def draw_distribution(figures: Figures, mark: int) -> Picture | None:
    """Draw how many people had which score before and after."""
    change, outcomes, shares = figures.change, figures.outcomes, figures.shares
    if change is None or outcomes is None or shares is None:
        return None
    names = [score_range(item.low, item.high) for item in outcomes.bins]
    before, after = (round(100 * share.share) for share in shares)
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
            for (low, high), item in zip(names, outcomes.bins, strict=True)
        ),
    )
    drawing = draw_paired_histogram(
        Caption("scores", table.caption, sentence),
        Panel(_("Before"), _("mean %(mean)s", mean=decimal(change.pre.mean))),
        Panel(_("After"), _("mean %(mean)s", mean=decimal(change.post.mean))),
        [
            Bin(
                low,
                high,
                item.pre,
                item.post,
                whole_number(item.pre),
                whole_number(item.post),
                item.low,
                item.high,
            )
            for (low, high), item in zip(names, outcomes.bins, strict=True)
        ],
    )
    measure = _(
        "People by score, n = %(number)s, the same people twice. Scores are joined until each"
        " column has at least %(least)s people, and renewed when enough new people have come. A"
        " column is as wide as its range, and its area is the number of people.",
        number=whole_number(outcomes.n),
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


def draw_directions(figures: Figures) -> Picture | None:
    """Draw how many people rose, stayed the same and fell."""
    outcomes = figures.outcomes
    if outcomes is None or outcomes.directions is None:
        return None
    ways, people = outcomes.directions, outcomes.n
    shares = [round(100 * n / people) for n in ways.cells]
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
        Bar(name, 100 * n / people, number, share, kind)
        for (name, number, share), n, kind in zip(table.rows, ways.cells, css, strict=True)
    ]
    drawing = draw_bars(Caption("directions", table.caption, sentence), bars)
    finding = _("%(share)s of 100 people rose", share=shares[0])
    return Picture.of(drawing, _("Direction of each person's change."), finding, table)
