"""Pictures of awareness sessions: people reached by month, by province, and who they were."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _

from courses.awareness.releases import Reach
from lms.accounts.province_tiles import TILES
from lms.web.awareness.labels import GROUP_LABELS, province_name
from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.columns import Column, draw_columns
from lms.web.charts.shapes import Caption
from lms.web.charts.tile_map import MapTile, draw_tile_map
from lms.web.evaluation.pictures import Picture, Table
from lms.web.texts.numbers import whole_number
from lms.web.texts.times import source_date
from lms.workflows.evaluation.awareness import AwarenessReach
from lms.workflows.evaluation.figures import LEAST, POOL

BOUNDS: Final = (100, 250, 500, 1000)  # people, of the shades of the map after the first
MAX_MONTHS: Final = 24  # in the chart; the table has all
THOUSAND: Final = 1000
DASH: Final = "\N{EN DASH}"


def draw_months(reach: AwarenessReach) -> Picture | None:
    """Draw the people reached by month; None if no month is shown."""
    by_month = reach.groups("month")
    months = _all_months([month for month in by_month if month != POOL])
    if not months:
        return None
    most = max((month for month in by_month if month != POOL), key=lambda m: by_month[m].people)
    sentence = _(
        "Most people were reached in %(month)s: %(people)s. A dash stands for a month with no"
        " session, or with fewer than %(least)s learners who reported one.",
        month=_month(most),
        people=whole_number(by_month[most].people),
        least=LEAST,
    )
    columns = [
        Column(
            f"{int(month[5:])}/{month[2:4]}",
            by_month[month].people if month in by_month else None,
            whole_number(by_month[month].people) if month in by_month else DASH,
        )
        for month in months[-MAX_MONTHS:]
    ]
    rows = [(_month(month), by_month.get(month)) for month in reversed(months)]
    table = _table(_("People reached by month"), _("Month"), rows, by_month.get(POOL))
    drawing = draw_columns(Caption("months", table.caption, sentence), columns)
    finding = _("Most people were reached in %(month)s", month=_month(most))
    return Picture.of(drawing, _("People by the month of the session."), finding, table)


def draw_audiences(reach: AwarenessReach) -> Picture | None:
    """Draw who the sessions were for; None if nothing is shown."""
    by_audience = reach.groups("audience")
    shown = {code: by_audience[code] for code in GROUP_LABELS if code in by_audience}
    everyone = reach.of().people
    if not shown or not everyone:
        return None
    order = sorted(shown, key=lambda code: -shown[code].people)
    names = {code: str(GROUP_LABELS[code]) for code in shown}
    rows = [(names[code], shown[code]) for code in order]
    table = _table(
        _("People reached by kind of session"), _("For whom"), rows, by_audience.get(POOL)
    )
    share = round(100 * shown[order[0]].people / everyone)
    sentence = _(
        "Of 100 people reached, %(share)s came to sessions for this group: %(group)s.",
        share=share,
        group=names[order[0]],
    )
    pool = by_audience.get(POOL)
    bars = [_bar(name, group, everyone, "k1") for name, group in rows]
    if pool:
        bars.append(_bar(_("Others, together"), pool, everyone, "t3"))
    drawing = draw_bars(Caption("audiences", table.caption, sentence), bars)
    finding = _("Most were reached here: %(group)s", group=names[order[0]])
    measure = _("People by whom the session was for, as the learner who held it says.")
    return Picture.of(drawing, measure, finding, table)


def draw_map(reach: AwarenessReach) -> Picture | None:
    """Draw the tile map of people reached by province; None if no province is shown."""
    by_province = reach.groups("province")
    shown = [code for code in TILES if code in by_province]
    if not shown:
        return None
    tiles = [_tile(code, by_province.get(code)) for code in TILES]
    order = sorted(shown, key=lambda code: -by_province[code].people)
    rows = [(province_name(code), by_province[code]) for code in order]
    table = _table(_("People reached by province"), _("Province"), rows, by_province.get(POOL))
    sentence = _(
        "%(shown)s of 38 provinces are shown. A dash stands for no session, or for fewer than"
        " %(least)s learners who reported one.",
        shown=len(shown),
        least=LEAST,
    )
    drawing = draw_tile_map(Caption("reach", table.caption, sentence), tiles, BOUNDS)
    lows = (0, *BOUNDS)
    legend = [("t0", "square", _("not shown"))]
    for index, low in enumerate(lows):
        is_last = index == len(lows) - 1
        label = (
            _("%(low)s or more", low=whole_number(low))
            if is_last
            else f"{low}{DASH}{lows[index + 1] - 1}"
        )
        legend.append((f"t{index + 1}", "square", label))
    finding = _("Most people were reached in %(province)s", province=province_name(order[0]))
    measure = _("People reached, by the province of the session. Letters: ISO 3166-2:ID.")
    return Picture.of(drawing, measure, finding, table, legend)


def _bar(name: str, group: Reach, everyone: int, css: str) -> Bar:
    share = 100 * group.people / everyone
    return Bar(name, share, whole_number(group.people), f"{round(share)}%", css)


def _tile(code: str, group: Reach | None) -> MapTile:
    tile, name = TILES[code], province_name(code)
    if group is None:
        return MapTile(tile.letters, name, tile.column, tile.row, None, _("not shown"))
    people = group.people
    is_long = people >= THOUSAND
    short = _("%(number)sk", number=round(people / THOUSAND)) if is_long else ""
    figure = whole_number(people)
    return MapTile(tile.letters, name, tile.column, tile.row, people, figure, short)


def _table(
    caption: str, first: str, rows: Sequence[tuple[str, Reach | None]], pool: Reach | None
) -> Table:
    if pool:
        rows = [*rows, (_("Others, together"), pool)]
    return Table(
        caption,
        (first, _("Sessions"), _("People"), _("Children"), _("Adults")),
        tuple((name, *_numbers(group)) for name, group in rows),
    )


def _numbers(group: Reach | None) -> tuple[str, ...]:
    if group is None:
        return (DASH,) * 4
    numbers = group.sessions, group.people, group.children, group.adults
    return tuple(whole_number(number) for number in numbers)


def _month(month: str) -> str:
    return source_date(month)


def _all_months(months: list[str]) -> list[str]:
    """Return all months from the first to the last of these, as `2026-11`."""
    if not months:
        return []
    first, last = (12 * int(m[:4]) + int(m[5:]) - 1 for m in (min(months), max(months)))
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1)]
