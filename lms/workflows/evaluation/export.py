"""Files of one grouping for analysis elsewhere: sums, tables, a codebook, scripts. Pure.

They hold what the pages rest on and no rows of persons: a row of scores is a group of one, and the
difference of two exports would be the people who came in between. The mean, the spread and the
interval follow from the sums, shares at the mark from the ranges.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final, Literal
from uuid import UUID

from assessments.analysis.group_counts import GroupCounts, PairSums
from assessments.analysis.outcomes.published import Outcomes
from assessments.exchange.spreadsheet.cells import Cell, csv_file, xlsx_file
from lms.workflows.evaluation.figures import (
    EVERYONE,
    GroupFigures,
    Groups,
    compare_groups,
)

Purpose = Literal["report", "improvement", "research", "other"]

PURPOSES: Final[tuple[Purpose, ...]] = ("report", "improvement", "research", "other")
SCRIPTS: Final = ("effect.R", "effect.py")
SUMS: Final = ("n", "pre", "post", "pre_pre", "post_post", "pre_post")
RANGE_HEADINGS: Final = ("group", "n", "from", "to", "before", "after")
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


def list_sums(overall: GroupCounts, outcomes: Outcomes | None, mark: float) -> Rows:
    """Return a heading, the sums over everybody with both tests, and who reached the mark."""
    sums = sum((PairSums.of(*pair, n) for pair, n in overall.pairs.items()), PairSums())
    lines: Rows = [["name", "value"], *([name, getattr(sums, name)] for name in SUMS)]
    shares = outcomes.shares_at(mark) if outcomes else None
    if shares:
        before, after = shares
        lines += [
            ["mark.n", before.n],
            ["pre.reached", before.count],
            ["post.reached", after.count],
        ]
    return lines


def list_ranges(outcomes: Mapping[str, Outcomes], names: Mapping[str, str]) -> Rows:
    """Return a heading, and people by range of scores of each group that may show them."""
    lines: Rows = [list(RANGE_HEADINGS)]
    for group_id, published in outcomes.items():
        for item in published.bins:
            name = names.get(group_id, group_id)
            lines.append([name, published.n, item.low, item.high, item.pre, item.post])
    return lines


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


def write_archive(tables: Mapping[str, Rows], facts: ExportFacts) -> bytes:
    """Return a ZIP archive with these tables as CSV, the first also as XLSX, codebook and scripts.

    Without sums there are no scripts.
    """
    contents = {f"{name}.csv": csv_file(rows) for name, rows in tables.items()}
    contents["evaluation.xlsx"] = xlsx_file(next(iter(tables.values())), next(iter(tables)))
    contents["codebook.txt"] = write_codebook(facts, has_sums="sums" in tables).encode()
    if "sums" in tables:
        folder = files("lms.workflows.evaluation") / "scripts"
        contents |= {name: (folder / f"{name}.txt").read_bytes() for name in SCRIPTS}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def write_codebook(facts: ExportFacts, *, has_sums: bool) -> str:
    """Return what each column means, who is counted and what the figures cannot say."""
    sums = (
        "sums.csv: over all people with both tests\n"
        "n              people\n"
        "pre, post      sums of the scores of the first pre-test and first post-test, per cent\n"
        "pre_pre, ...   sums of the squares and of the products of both scores\n"
        "mark.n         people when outcomes were published last; absent if they never were\n"
        "pre.reached,   those of them who reached the pass mark before and after\n"
        "post.reached\n\n"
        if has_sums
        else ""
    )
    usage = (
        "\nReproduce the headline:\n  Rscript effect.R sums.csv\n  python effect.py sums.csv\n"
        if has_sums
        else ""
    )
    return (
        f"Course {facts.course_code}, version {facts.version_id}; pass mark"
        f" {facts.pass_percent} per cent\n"
        f"Figures released {facts.released_at:%Y-%m-%d %H:%M} UTC\n"
        f"Grouping: {facts.dimension}, at the time of the pre-test; groups below ten people are"
        " pooled\n\n"
        "People with both tests and consent to evaluation are counted. There are no rows of"
        " persons.\n\n"
        "table.csv, evaluation.xlsx: one row for each group\n"
        "n              people with both tests\n"
        "precision      imprecise: 10 to 29 people; ok: 30 or more\n"
        "pre, post      mean scores, per cent\n"
        "change         mean change in points, with its 95 % interval (paired t): low, high\n\n"
        "ranges.csv: people by score, of the groups where each range has ten people or more\n"
        "n              people when outcomes were published last, which may be earlier\n"
        "from, to       per cent; the upper end belongs to the next range, but for 100\n"
        f"before, after  people with a score in this range\n\n{sums}"
        f"{usage}\n"
        "Limits: there is no control group, so a change may have other causes. Only people with"
        " both\ntests are counted. Groups below ten people are not shown, and figures are renewed"
        " only when\nat least ten people have come or changed; ranges only when each has ten new"
        " people.\n"
    )
