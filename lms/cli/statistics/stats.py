"""`payung stats`: analyses a test, or a pre-test and a post-test, from a CSV file.

Stores nothing. The exit status is 1 if the file cannot be read.
"""

import json
import sys
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from lms.cli.language import translate
from lms.cli.statistics.cohort_results import cohort

if TYPE_CHECKING:
    from assessments.analysis.response_tables.errors import TableError
    from assessments.analysis.response_tables.keys import ItemKey
    from assessments.analysis.response_tables.sheet import Sheet
    from assessments.analysis.statistics.minimums import Minimums


class FiniteRange(click.FloatRange):
    """A range of numbers that excludes nan and infinity."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number: float = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(translate("This is not a finite number."), param, ctx)
        return number


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
KEY = click.option(
    "--key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=translate("A CSV with the right answer of each item."),
)
JSON = click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
ALL = click.option(
    "--all",
    "show_all",
    is_flag=True,
    help=translate("Show figures of few learners too: for people who may see the file itself."),
)


@click.group(help=translate("Analyse a test, or a pre-test and a post-test, from a CSV file."))
def stats() -> None:
    """Group the commands."""


stats.add_command(cohort)


@stats.command(help=translate("Item analysis: one row per learner, one column per item."))
@FILE
@KEY
@click.option("--group", help=translate("Any column: its groups are compared item by item."))
@ALL
@JSON
def items(
    file: Path, key_file: Path | None, group: str | None, show_all: bool, as_json: bool
) -> None:
    """Print the item analysis of a file."""
    from assessments.analysis.item_analysis import analyse_items
    from assessments.analysis.response_tables.errors import TableError
    from assessments.analysis.response_tables.item_table import read_item_table
    from lms.cli.statistics.item_figures import item_lines

    try:
        table = read_item_table(_sheet(file), _keys(key_file), group=group or "")
        dimension = list(table.dimensions)[-1] if group else ""
        analysis = analyse_items(table, minimums=_minimums(show_all), dimension=dimension)
    except TableError as problem:
        _exit_with_error(file, problem)
    _print_result(analysis.as_json() if as_json else None, item_lines(analysis))


@stats.command(help=translate("Pre-test against post-test of the same learners."))
@FILE
@KEY
@click.option(
    "--max",
    "highest",
    type=FiniteRange(min=0, min_open=True),
    default=100.0,
    show_default=True,
    help=translate("Maximum score, if the file holds scores."),
)
@click.option(
    "--min",
    "lowest",
    type=FiniteRange(),
    default=0.0,
    show_default=True,
    help=translate(
        "Minimum score, if the file holds scores: below 0 if wrong answers lose points."
    ),
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    help=translate("Any column of groups to show too; may be repeated."),
)
@click.option(
    "--pass",
    "pass_percent",
    type=FiniteRange(0, 100),
    default=75.0,
    show_default=True,
    help=translate("The pass mark in percent."),
)
@ALL
@JSON
def prepost(
    file: Path,
    key_file: Path | None,
    highest: float,
    lowest: float,
    groups: tuple[str, ...],
    pass_percent: float,
    show_all: bool,
    as_json: bool,
) -> None:
    """Print the comparison of pre-test and post-test of a file."""
    from assessments.analysis.gain import compare_occasions
    from assessments.analysis.response_tables.errors import TableError
    from assessments.analysis.response_tables.paired_table import read_paired_table
    from lms.cli.statistics.gain_figures import gain_lines

    if lowest >= highest:
        raise click.BadParameter(
            translate("This must be less than the maximum."), param_hint="--min"
        )
    try:
        table = read_paired_table(
            _sheet(file), _keys(key_file), highest=highest, lowest=lowest, groups=groups
        )
        report = compare_occasions(table, pass_percent=pass_percent, minimums=_minimums(show_all))
    except TableError as problem:
        _exit_with_error(file, problem)
    _print_result(report.as_json() if as_json else None, gain_lines(report))


def _minimums(show_all: bool) -> "Minimums":
    from assessments.analysis.statistics.minimums import STANDARD, UNRESTRICTED

    return UNRESTRICTED if show_all else STANDARD


def _sheet(file: Path) -> "Sheet":
    from assessments.analysis.response_tables.sheet import MAX_BYTES, read_sheet

    with file.open("rb") as opened:
        return read_sheet(opened.read(MAX_BYTES + 1))


def _keys(file: Path | None) -> "dict[str, ItemKey] | None":
    from assessments.analysis.response_tables.errors import TableError
    from assessments.analysis.response_tables.keys import read_keys

    if file is None:
        return None
    try:
        return read_keys(_sheet(file))
    except TableError as problem:
        _exit_with_error(file, problem)


def _print_result(as_json: dict[str, object] | None, lines: Iterable[str]) -> None:
    """Print JSON, or lines of text."""
    if as_json is None:
        click.echo("\n".join(lines))
    else:
        click.echo(json.dumps(as_json, ensure_ascii=False, indent=2, allow_nan=False))


def _exit_with_error(file: Path, problem: "TableError") -> NoReturn:
    from lms.cli.statistics.table_messages import TABLE_MESSAGES

    message = translate(TABLE_MESSAGES[problem.code]) % problem.parameters
    click.echo(f"{file.name}: {message}", err=True)
    sys.exit(1)
