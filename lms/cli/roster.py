"""`payung roster`: import and export the people of an organisation."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from lms.cli.application import application
from lms.cli.courses.course import LANGUAGE
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from lms.adapters.spreadsheets.roster import RosterFile
    from lms.organisations.roster.lines import RosterSource
    from lms.workflows.rosters.comparison import Preview
    from lms.workflows.rosters.parsed_rows import CellProblem

MAX_ROWS: Final = 100_000
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
OUTPUT = click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
ORGANISATION = click.option(
    "--organisation", "organisation", required=True, help=translate("Its NPSN, full name or id.")
)


@click.group(help=translate("Import and export the people of an organisation."))
def roster() -> None:
    """Only groups the commands."""


@roster.command(name="import", help=translate("Import the people of a table."))
@FILE
@ORGANISATION
@click.option("--cohort", help=translate("Whole name or id of a cohort; new people are enrolled."))
@click.option("--send", is_flag=True, help=translate("Send each new person their invitation."))
@click.option("--dry-run", is_flag=True, help=translate("Only show what would change."))
@click.option("--leave-out", is_flag=True, help=translate("Skip wrong rows and import the others."))
@click.option("--sheet", default="", help=translate("Name of the sheet, if several hold people."))
def import_(
    file: Path,
    organisation: str,
    cohort: str | None,
    send: bool,
    dry_run: bool,
    leave_out: bool,
    sheet: str,
) -> None:
    from lms.extensions import db
    from lms.organisations.queries import find_organisation
    from lms.workflows.rosters.drafts import preview_lines

    parsed = _parse(file, sheet)
    with application(load_settings()):
        organisation_id = find_organisation(db.session(), organisation).id
        preview = preview_lines(db.session(), parsed.lines, organisation_id=organisation_id)
        db.session.remove()
        _show(preview, parsed)
        is_wrong = bool(preview.problems or preview.duplicates)
        if dry_run or not preview.to_do or (is_wrong and not leave_out):
            click.echo(translate("Nothing was imported."), err=not dry_run)
            sys.exit(1 if is_wrong else 0)
        _import_rows(parsed, parsed.source(file.name), organisation_id, cohort, send)


def _import_rows(
    parsed: "RosterFile",
    source: "RosterSource",
    organisation_id: "UUID",
    cohort: str | None,
    send: bool,
) -> None:
    from lms.extensions import db, transaction
    from lms.jobs.rosters import import_roster
    from lms.kernel.clock import utc_now
    from lms.organisations.roster.queries import roster as roster_view
    from lms.workflows.rosters.batches import job_arguments
    from lms.workflows.rosters.drafts import confirm_roster, upload_roster

    with transaction() as session:
        now = utc_now()
        roster_id = upload_roster(
            session,
            parsed.lines,
            organisation_id=organisation_id,
            uploaded_by=None,
            now=now,
            source=source,
        )
        draft = roster_view(session, roster_id, organisation_id=organisation_id)
        confirm_roster(
            session,
            draft,
            cohort_id=find_cohort(session, organisation_id, cohort) if cohort else None,
            is_sent=send,
            confirmed_by=None,
            now=now,
        )
    import_roster(job_arguments(draft))
    after = roster_view(db.session(), roster_id, organisation_id=organisation_id)
    click.echo(translate("Imported: %(new)s new, %(updated)s changed.") % _counts(after.counts))


def find_cohort(session: "Session", organisation_id: "UUID", named: str) -> "UUID":
    """Find a cohort of the organisation by id or whole name. Raises CohortNotFound."""
    from courses.cohorts.queries import cohorts_of
    from courses.enrolment.errors import CohortNotFound

    cohorts = cohorts_of(session, [organisation_id], language="id")
    matches = [cohort.id for cohort in cohorts if named in (cohort.name, str(cohort.id))]
    if len(matches) != 1:
        raise CohortNotFound(name=named)
    return matches[0]


@roster.command(help=translate("Write the people of an organisation into a file, XLSX or CSV."))
@OUTPUT
@ORGANISATION
@LANGUAGE
def export(output: Path, organisation: str, language: str) -> None:
    from lms.adapters.spreadsheets.roster_files import roster_csv, roster_xlsx
    from lms.extensions import db
    from lms.organisations.queries import find_organisation
    from lms.workflows.rosters.export import roster_rows

    with application(load_settings()):
        session = db.session()
        organisation_id = find_organisation(session, organisation).id
        rows = roster_rows(session, organisation_id, language=language)
    write = roster_csv if output.suffix == ".csv" else roster_xlsx
    _write(output, write(rows, language=language))


@roster.command(help=translate("Write an empty table to fill in, XLSX or CSV."))
@OUTPUT
@LANGUAGE
def template(output: Path, language: str) -> None:
    from lms.adapters.spreadsheets.roster_files import template_csv, template_xlsx

    write = template_csv if output.suffix == ".csv" else template_xlsx
    _write(output, write(language=language))


def _parse(file: Path, sheet: str) -> "RosterFile":
    from lms.adapters.spreadsheets.roster import read_roster
    from lms.adapters.spreadsheets.tables import MAX_FILE_SIZE

    with file.open("rb") as opened:
        return read_roster(opened.read(MAX_FILE_SIZE + 1), max_rows=MAX_ROWS, sheet=sheet)


def _show(preview: "Preview", parsed: "RosterFile") -> None:
    for sheet in parsed.left_out:
        click.echo(translate("* The sheet %(sheet)s was not read.") % {"sheet": sheet})
    if parsed.signatures:
        first, last = parsed.signatures[0], parsed.signatures[-1]
        text = translate("* The rows %(first)s to %(last)s look like signatures and were not read.")
        click.echo(text % {"first": first, "last": last})
    for problem in preview.notes:
        _show_problem(problem, "*")
    for problem in (*preview.problems, *preview.duplicates):
        _show_problem(problem, "!")
    for member in preview.missing:
        click.echo(f"- {member.name}  {member.contact}")
    summary = translate(
        "New: %(new)s; changed: %(updated)s; unchanged: %(unchanged)s; twice: %(duplicate)s; "
        "wrong: %(wrong)s; not in the file, and left as they are: %(missing)s."
    )
    click.echo(summary % preview.counts)


def _show_problem(problem: "CellProblem", mark: str) -> None:
    """`!` marks what keeps a row out, `*` a cell that is left out or deserves a look."""
    from lms.web.rosters.cell_messages import CELL_MESSAGES
    from lms.workflows.rosters.columns import HEADINGS

    text = translate(str(CELL_MESSAGES[problem.code]))
    text = text % problem.parameters if problem.parameters else text
    column, cell = HEADINGS["id"][problem.column], problem.part or problem.text
    click.echo(f"{mark} {problem.number} {column}: {cell[:40]!r} {text}", err=True)
    if problem.suggestion:
        click.echo(f"    -> {problem.suggestion}", err=True)


def _counts(counts: dict[str, int]) -> dict[str, int]:
    return {"new": 0, "updated": 0} | counts


def _write(output: Path, content: bytes) -> None:
    """Write a new file. Raises FileExistsError."""
    with output.open("xb") as target:
        target.write(content)
