"""`payung attempts`: takes in answers that phones gave out as files; replaces the key they seal to.

Exit status of `import` is 1 where the file, or an answer in it, was not taken; late ones were.
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
    "duplicate": _("had arrived before"),
    "late": _("late: kept, but does not count"),
    "conflict": _("not taken: another answer has its id"),
    "foreign": _("not taken: no such attempt here"),
    "damaged": _("not taken: changed on the way"),
    "refused": _("not taken: does not fit its question"),
    "too-many": _("not taken: the attempt has received too many answers"),
}
ACCEPTED = ("received", "duplicate", "late")


@click.group(help=translate("Take in answers from files; replace the key that they are sealed to."))
def attempts() -> None:
    """Only groups the commands."""


@attempts.command(name="import", help=translate("Take in the answers of a file from a phone."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def import_(file: Path, as_json: bool) -> None:
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
    name="new-key", help=translate("Let phones seal to a new key; files sealed before still open.")
)
def new_key() -> None:
    from lms.adapters.keys.answer_keys import replace_answer_key

    settings = load_settings()
    with application(settings):
        former = replace_answer_key(settings.keys_dir)
    click.echo(translate("Kept for files that were sealed to it: %(kid)s") % {"kid": former})


def _content(file: Path) -> bytes:
    """No more of it than is needed to refuse it."""
    from assessments.answer_files.answer_files import MAX_FILE

    with file.open("rb") as opened:
        return opened.read(MAX_FILE + 1)
