"""Files of one grouping for analysis elsewhere: rows, a table, a codebook, scripts. Pure.

Rows come from released counts, so they hold nothing that the pages do not rest on. Without a
grouping they have exact scores and no attribute of a person. With a grouping each row names its
group, which has at least ten matched people or is the pool of small groups, and the scores are the
ranges of the pages, or above and below the pass mark, or empty, so that no combination of group and
ranges holds fewer than ten people: exact scores would let rows of two groupings be matched. The
learner column is drawn anew for each export and stands for nobody.
"""

import io
import zipfile
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from math import ceil
from random import Random
from typing import Final, Literal
from uuid import UUID

from assessments.analysis.group_counts import GroupCounts
from assessments.analysis.shown_cells import (
    HIGHEST,
    TOLERANCE,
    hidden_tables,
    score_bins,
)
from assessments.exchange.spreadsheet.cells import Cell, csv_file, xlsx_file
from lms.workflows.evaluation.figures import (
    EVERYONE,
    GroupFigures,
    Groups,
    compare_groups,
    groups_with_bins,
    groups_with_mark,
)

Purpose = Literal["report", "improvement", "research", "other"]

PURPOSES: Final[tuple[Purpose, ...]] = ("report", "improvement", "research", "other")
SCRIPTS: Final = ("effect.R", "effect.py")
TABLE_HEADINGS: Final = ("group", "n", "precision", "pre", "post", "change", "low", "high")

Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What the codebook says of an export."""

    course_code: str
    version_id: UUID
    dimension: str  # "all" or a grouping
    pass_percent: int
    released_at: datetime
    names: Mapping[str, str]  # of groups, by id


def list_rows(overall: GroupCounts, groups: Groups, facts: ExportFacts, chance: Random) -> Rows:
    """Return a heading and one row for each matched person, in random order."""
    if facts.dimension == "all":
        heading: list[Cell] = ["learner", "pre", "post"]
        rows: Rows = [
            [pre, post]
            for (pre, post), people in overall.pairs.items()
            for _person in range(people)
        ]
    else:
        heading = ["learner", facts.dimension, "pre_range", "post_range"]
        rows = list(_rows_of_groups(overall, groups, facts))
    chance.shuffle(rows)
    return [heading, *([number, *row] for number, row in enumerate(rows, start=1))]


def list_table(overall: GroupCounts, groups: Groups, facts: ExportFacts) -> Rows:
    """Return a heading and one row for each group that may be shown, with its interval."""
    shown = compare_groups(groups if facts.dimension != "all" else {EVERYONE: overall})
    return table_of(shown, facts.names)


def table_of(shown: Sequence[GroupFigures], names: Mapping[str, str]) -> Rows:
    """Return a heading and one row for each of these groups."""
    lines: Rows = [
        [
            names.get(row.group_id, row.group_id),
            row.n,
            row.precision,
            row.pre,
            row.post,
            row.mean,
            row.change.low if row.change else "",
            row.change.high if row.change else "",
        ]
        for row in shown
    ]
    return [list(TABLE_HEADINGS), *lines]


def write_archive(rows: Rows, table: Rows, facts: ExportFacts) -> bytes:
    """Return a ZIP archive with rows and table as CSV and XLSX, the codebook and both scripts."""
    contents = {
        "rows.csv": csv_file(rows),
        "table.csv": csv_file(table),
        "evaluation.xlsx": xlsx_file(rows, "rows"),
        "codebook.txt": write_codebook(facts, rows).encode(),
    }
    if facts.dimension == "all":
        folder = files("lms.workflows.evaluation") / "scripts"
        contents |= {name: (folder / f"{name}.txt").read_bytes() for name in SCRIPTS}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def write_codebook(facts: ExportFacts, rows: Rows) -> str:
    """Return what each column means, who is counted and what the figures cannot say."""
    columns = (
        "pre, post      score of the first pre-test and first post-test, per cent of points\n"
        if facts.dimension == "all"
        else f"{facts.dimension:<14} group at the time of the pre-test; groups below ten people are"
        " pooled\n"
        "pre_range,     range of the score of the first pre-test and first post-test, per cent;\n"
        "post_range     empty in groups where ranges would tell of fewer than ten people\n"
    )
    usage = (
        f"\nReproduce the headline:\n  Rscript effect.R rows.csv {facts.pass_percent}\n"
        f"  python effect.py rows.csv {facts.pass_percent}\n"
        if facts.dimension == "all"
        else ""
    )
    return (
        f"Course {facts.course_code}, version {facts.version_id}; pass mark"
        f" {facts.pass_percent} per cent\n"
        f"Figures released {facts.released_at:%Y-%m-%d %H:%M} UTC\n"
        f"Grouping: {facts.dimension}; rows: {len(rows) - 1}\n\n"
        "rows.csv, evaluation.xlsx: one row for each person with both tests and consent to"
        " evaluation\n"
        "learner        number of the row, drawn anew for each export; it stands for nobody\n"
        f"{columns}\n"
        "table.csv: one row for each group\n"
        "n              people with both tests\n"
        "precision      imprecise: 10 to 29 people; ok: 30 or more\n"
        "pre, post      mean scores, per cent\n"
        "change         mean change in points, with its 95 % interval (paired t): low, high\n"
        f"{usage}\n"
        "Limits: there is no control group, so a change may have other causes. Only people with"
        " both\ntests are counted. Groups below ten people are not shown, and figures are renewed"
        " only when\nat least ten people have come or changed.\n"
    )


def _rows_of_groups(
    overall: GroupCounts, groups: Groups, facts: ExportFacts
) -> Iterator[list[Cell]]:
    bounds_of = _bounds_of_groups(overall, groups, facts.pass_percent)
    for row in compare_groups(groups):
        name, bounds = facts.names.get(row.group_id, row.group_id), bounds_of.get(row.group_id)
        for pair, people in groups[row.group_id].pairs.items():
            for _person in range(people):
                yield [name, *(_range_name(score, bounds) if bounds else "" for score in pair)]


def _bounds_of_groups(
    overall: GroupCounts, groups: Groups, mark: float
) -> dict[str, Sequence[float]]:
    """Return the bounds of the ranges of scores by group; absent are groups without ranges.

    Pages show the people in the same ranges, so that no two tables can be subtracted.
    """
    bins = score_bins(overall.pairs, mark=mark)
    bounds = [*(item.low for item in bins), HIGHEST]
    binned = groups_with_bins(groups, bounds) if bins else frozenset()
    marked = groups_with_mark(groups, mark, binned)
    compared = {row.group_id for row in compare_groups(groups)}
    shown: dict[str, Sequence[float]] = {}
    for permitted, limits in ((binned, bounds), (marked, [0.0, float(mark), HIGHEST])):
        tables = {key: _table(counts, limits) for key, counts in groups.items() if key not in shown}
        hidden = hidden_tables(tables, hidden=groups.keys() - (permitted & compared))
        shown |= {key: limits for key in tables if key not in hidden}
    return shown


def _table(counts: GroupCounts, bounds: Sequence[float]) -> dict[Hashable, int]:
    """Return people by the ranges of both scores."""
    cells: dict[Hashable, int] = {}
    for (pre, post), people in counts.pairs.items():
        cell = _index(pre, bounds), _index(post, bounds)
        cells[cell] = cells.get(cell, 0) + people
    return cells


def _index(score: float, bounds: Sequence[float]) -> int:
    return min(bisect_right(bounds, score + TOLERANCE), len(bounds) - 1) - 1


def _range_name(score: float, bounds: Sequence[float]) -> str:
    """Return the lowest and the highest whole score of the range of a score."""
    low, high = bounds[(index := _index(score, bounds)) : index + 2]
    return f"{ceil(low)}-{int(HIGHEST) if high >= HIGHEST else ceil(high) - 1}"
