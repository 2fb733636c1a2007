"""`payung items`: checks, imports and exports items in the formats of other programs.

An import takes all items of a file or none. The exit status of `check` and `import` is 1 if an item
is rejected. An export names what the format cannot hold and writes the rest.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from lms.cli.application import application
from lms.cli.assessments.rescore import rescore
from lms.cli.assessments.secure import secure
from lms.cli.courses.course import LANGUAGE
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from assessments.analysis.cues import Cue
    from assessments.exchange.reading import FileRejected, Reading, Remark, Written

FORMAT_NAMES: Final = ("xlsx", "csv", "gift", "aiken", "moodle-xml", "qti3", "qti2", "olx")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
OUTPUT = click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
FORMAT = click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES),
    required=True,
    help=translate("Format of the file."),
)
COURSE = click.option("--course", required=True, help=translate("The code of the course."))
JSON = click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))


@click.group(help=translate("Check, import and export items in the formats of other programs."))
def items() -> None:
    """Group the commands."""


@items.command(help=translate("Check a file: list items to import, and why others are rejected."))
@FILE
@FORMAT
@LANGUAGE
@JSON
def check(file: Path, format_name: str, language: str, as_json: bool) -> None:
    """Print items, rejections and cues of a file."""
    reading = _read(file, format_name, language)
    cues = _cues(reading)
    if as_json:
        click.echo(json.dumps(_as_json(reading, cues), ensure_ascii=False, indent=2))
    else:
        _print_reading(reading, cues)
    sys.exit(1 if reading.rejected else 0)


@items.command(name="import", help=translate("Import the items of a file as drafts, all or none."))
@FILE
@FORMAT
@COURSE
@LANGUAGE
@click.option(
    "--leave-out", is_flag=True, help=translate("Import the others if some items are rejected.")
)
def import_(file: Path, format_name: str, course: str, language: str, leave_out: bool) -> None:
    """Import the items as drafts and print their number."""
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


@items.command(help=translate("Export the items of a course, or its drafts, to a file."))
@OUTPUT
@FORMAT
@COURSE
@LANGUAGE
@click.option(
    "--drafts", is_flag=True, help=translate("Export the drafts instead of the item bank.")
)
def export(output: Path, format_name: str, course: str, language: str, drafts: bool) -> None:
    """Write the items to a new file and print what the format cannot hold."""
    from assessments.exchange.reading import FileRejected
    from assessments.exchange.registry import write_items
    from lms.extensions import db
    from lms.workflows.course_import.item_files import course_items

    with application(load_settings(), only_reads=True):
        bank_items, remarks = course_items(db.session(), course_code=course, only_drafts=drafts)
    try:
        written = write_items(bank_items, format_name, language=language)
    except FileRejected as error:
        _exit_with_error(output, error)
    _write(output, written.content)
    _print_remarks(written, remarks)


@items.command(help=translate("Write an empty template with one example of each kind of item."))
@OUTPUT
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES[:2]),
    default=FORMAT_NAMES[0],
    show_default=True,
    help=translate("Format of the file."),
)
@LANGUAGE
def template(output: Path, format_name: str, language: str) -> None:
    """Write the template to a new file."""
    from assessments.exchange.examples import EXAMPLES
    from assessments.exchange.registry import write_items

    _write(output, write_items(EXAMPLES, format_name, language=language).content)


items.add_command(rescore)
items.add_command(secure)


def _read(file: Path, format_name: str, language: str) -> "Reading":
    from assessments.exchange.reading import MAX_BYTES, FileRejected
    from assessments.exchange.registry import read_items

    with file.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    try:
        return read_items(content, format_name, language=language)
    except FileRejected as error:
        _exit_with_error(file, error)


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
    counts = {"read": len(reading.items), "refused": len(reading.rejected)}
    click.echo(translate("Items read: %(read)s; rejected: %(refused)s.") % counts)


def _print_remarks(written: "Written", remarks: "list[Remark]") -> None:
    from lms.cli.assessments.item_messages import item_text

    for remark in (*remarks, *written.skipped):
        click.echo(f"! {remark.item}: {item_text(remark)}")
    for code in dict.fromkeys(note.code for note in written.notes):
        notes = [note for note in written.notes if note.code == code]
        click.echo(f"* {item_text(notes[0])}: {len(notes)}")


def _as_json(reading: "Reading", cues: "list[Cue]") -> dict[str, object]:
    from dataclasses import asdict

    return {
        "items": [item.as_json() for item in reading.items],
        "refused": [asdict(remark) for remark in reading.rejected],
        "notes": [asdict(remark) for remark in reading.notes],
        "cues": [asdict(cue) for cue in cues],
    }


def _write(output: Path, content: bytes) -> None:
    """Create the file; never overwrite one."""
    with output.open("xb") as file:
        file.write(content)


def _exit_with_error(file: Path, error: "FileRejected") -> NoReturn:
    from lms.cli.assessments.item_messages import file_text

    click.echo(f"{file.name}: {file_text(error.remark)}", err=True)
    sys.exit(1)
