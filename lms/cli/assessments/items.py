"""`payung items`: items in the formats of other programs, checked, taken in as drafts, given out.

An import takes all items of a file or none. Exit status of `check` and `import` is 1 where an item
was refused; an export names what the format cannot hold and writes the rest.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from lms.cli.application import application
from lms.cli.assessments.rescore import rescore
from lms.cli.courses.course import LANGUAGE
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from assessments.analysis.cues import Cue
    from assessments.exchange.reading import FileRejected, Reading, Written

FORMAT_NAMES: Final = ("xlsx", "csv", "gift", "aiken", "moodle-xml", "qti3", "qti2", "olx")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
OUTPUT = click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
FORMAT = click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES),
    required=True,
    help=translate("What kind of file it is."),
)
COURSE = click.option("--course", required=True, help=translate("The code of the course."))
JSON = click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))


@click.group(help=translate("Check, import and export items in the formats of other programs."))
def items() -> None:
    """Only groups the commands."""


@items.command(help=translate("Read a file and say what would come, and what would not and why."))
@FILE
@FORMAT
@LANGUAGE
@JSON
def check(file: Path, format_name: str, language: str, as_json: bool) -> None:
    reading = _read(file, format_name, language)
    cues = _cues(reading)
    if as_json:
        click.echo(json.dumps(_as_json(reading, cues), ensure_ascii=False, indent=2))
    else:
        _print_reading(reading, cues)
    sys.exit(1 if reading.rejected else 0)


@items.command(name="import", help=translate("Take the items of a file in as drafts, all or none."))
@FILE
@FORMAT
@COURSE
@LANGUAGE
@click.option(
    "--leave-out", is_flag=True, help=translate("Take the others in where some are refused.")
)
def import_(file: Path, format_name: str, course: str, language: str, leave_out: bool) -> None:
    from assessments.items.drafts import ItemFile
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.course_import.item_files import import_drafts

    reading = _read(file, format_name, language)
    _print_reading(reading, _cues(reading))
    if not reading.items or (reading.rejected and not leave_out):
        click.echo(translate("Nothing was imported."), err=True)
        sys.exit(1)
    source = ItemFile(file.name, file.read_bytes(), format_name)
    with application(load_settings()), transaction() as session:
        count = import_drafts(session, reading.items, source, course_code=course, now=utc_now())
    click.echo(
        translate("%(count)s new drafts in %(course)s.") % {"count": count, "course": course}
    )


@items.command(help=translate("Write the items of a course, or its drafts, into a file."))
@OUTPUT
@FORMAT
@COURSE
@LANGUAGE
@click.option("--drafts", is_flag=True, help=translate("The drafts instead of the bank."))
def export(output: Path, format_name: str, course: str, language: str, drafts: bool) -> None:
    from assessments.exchange.reading import FileRejected
    from assessments.exchange.registry import write_items
    from lms.extensions import db
    from lms.workflows.course_import.item_files import course_items

    with application(load_settings(), only_reads=True):
        found, others = course_items(db.session(), course_code=course, only_drafts=drafts)
    try:
        written = write_items(found, format_name, language=language)
    except FileRejected as refused:
        _exit_with_error(output, refused)
    _write(output, written.content)
    _print_remarks(written, others)


@items.command(help=translate("Write an empty template with one example of each kind of item."))
@OUTPUT
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES[:2]),
    default=FORMAT_NAMES[0],
    show_default=True,
    help=translate("What kind of file it is."),
)
@LANGUAGE
def template(output: Path, format_name: str, language: str) -> None:
    from assessments.exchange.examples import EXAMPLES
    from assessments.exchange.registry import write_items

    _write(output, write_items(EXAMPLES, format_name, language=language).content)


items.add_command(rescore)


def _read(file: Path, format_name: str, language: str) -> "Reading":
    from assessments.exchange.reading import MAX_BYTES, FileRejected
    from assessments.exchange.registry import read_items

    with file.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    try:
        return read_items(content, format_name, language=language)
    except FileRejected as refused:
        _exit_with_error(file, refused)


def _cues(reading: "Reading") -> "list[Cue]":
    from assessments.analysis.cues import find_item_cues, find_set_cues

    return [
        *(cue for item in reading.items for cue in find_item_cues(item)),
        *find_set_cues(reading.items),
    ]


def _print_reading(reading: "Reading", cues: "list[Cue]") -> None:
    from lms.cli.assessments.item_messages import cue_text, item_text

    for item in reading.items:
        stem = (item.stem.id or item.stem.en).partition("\n")[0]
        click.echo(f"  {item.code}  {item.kind}  {stem[:70]}")
    for remark in reading.rejected:
        click.echo(f"! {remark.item}: {item_text(remark)}")
    for remark in reading.notes:
        click.echo(f"* {remark.item}: {item_text(remark)}".replace("* : ", "* "))
    for cue in cues:
        click.echo(f"? {cue.item}: {cue_text(cue)}".replace("? : ", "? "))
    counted = {"read": len(reading.items), "refused": len(reading.rejected)}
    click.echo(translate("Items read: %(read)s; refused: %(refused)s.") % counted)


def _print_remarks(written: "Written", others: "list[Any]") -> None:
    from lms.cli.assessments.item_messages import item_text

    for remark in (*others, *written.skipped):
        click.echo(f"! {remark.item}: {item_text(remark)}")
    for code in dict.fromkeys(note.code for note in written.notes):
        about = [note for note in written.notes if note.code == code]
        click.echo(f"* {item_text(about[0])}: {len(about)}")


def _as_json(reading: "Reading", cues: "list[Cue]") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "items": [item.as_json() for item in reading.items],
        "refused": [asdict(remark) for remark in reading.rejected],
        "notes": [asdict(remark) for remark in reading.notes],
        "cues": [asdict(cue) for cue in cues],
    }


def _write(output: Path, content: bytes) -> None:
    """Never over a file that is there."""
    with output.open("xb") as made:
        made.write(content)


def _exit_with_error(file: Path, refused: "FileRejected") -> NoReturn:
    from lms.cli.assessments.item_messages import file_text

    click.echo(f"{file.name}: {file_text(refused.remark)}", err=True)
    sys.exit(1)
