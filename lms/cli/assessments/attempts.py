"""`payung attempts`: imports answers exported by phones; replaces the key they are encrypted to.

The exit status of `import` is 1 if the file or an answer in it is rejected; late answers are not.
"""

import json
import sys
from pathlib import Path

import click

from lms.cli.application import application
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.settings import load_settings

TEXTS = {
    "received": _("received"),
    "duplicate": _("already received"),
    "late": _("late: stored, but does not count"),
    "conflict": _("rejected: another answer has this id"),
    "foreign": _("rejected: no such attempt on this server"),
    "damaged": _("rejected: damaged or changed"),
    "refused": _("rejected: does not fit its question"),
    "too-many": _("rejected: the attempt has too many answers"),
}
ACCEPTED = ("received", "duplicate", "late")


@click.group(
    help=translate("Import answers from files; replace the key that they are encrypted to.")
)
def attempts() -> None:
    """Group the commands."""


@attempts.command(name="import", help=translate("Import answers from a file that a phone saved."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def import_(file: Path, as_json: bool) -> None:
    """Import a file and print one line per answer."""
    from assessments.answer_files.import_answers import import_answers
    from assessments.queries import get_import_report
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now

    with application(load_settings()):
        with transaction() as session:
            import_id = import_answers(
                session,
                _content(file),
                carried_by=None,
                may_carry=lambda _learner: True,
                now=utc_now(),
            )
        report = get_import_report(db.session(), import_id, carried_by=None)
    lines = [(line.task, line.position, line.status) for line in report.lines]
    if as_json:
        names = ("task", "position", "status")
        click.echo(json.dumps([dict(zip(names, line, strict=True)) for line in lines]))
    else:
        for task, position, status in lines:
            click.echo(f"{task or '-'}\t{position or '-'}\t{translate(TEXTS[status])}")
    sys.exit(0 if all(line[2] in ACCEPTED for line in lines) else 1)


@attempts.command(
    name="new-key",
    help=translate("Create a new key for answer files; older files can still be read."),
)
def new_key() -> None:
    """Replace the key and print the id of the former one."""
    from lms.adapters.keys.answer_keys import replace_answer_key

    settings = load_settings()
    with application(settings):
        former = replace_answer_key(settings.keys_dir)
    click.echo(translate("Former key, kept to read older files: %(kid)s") % {"kid": former})


def _content(file: Path) -> bytes:
    """Read at most one byte more than the limit."""
    from assessments.answer_files.answer_files import MAX_FILE

    with file.open("rb") as stream:
        return stream.read(MAX_FILE + 1)
