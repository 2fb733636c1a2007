"""`payung course import FILE.tar.gz` and `payung course export`: courses as OLX archives."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.application import application
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from courses.olx.errors import CourseArchiveRejected
    from courses.olx.report import Report


@click.command(help=translate("Write the newest version of a course into an archive."))
@click.argument("code")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["olx"]),
    default="olx",
    show_default=True,
    help=translate("Format of the file."),
)
def export(code: str, output: Path, format_name: str) -> None:
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.course_import.course_olx import (
        export_course,
        items_without_problem,
        record_export,
    )
    from lms.workflows.course_import.olx_blocks import reading_host

    settings = load_settings()
    with application(settings):
        archive = export_course(db.session(), code, reading_host(settings.xblocks))
        others = items_without_problem(db.session(), code)
        db.session.rollback()
        with transaction() as session:
            record_export(session, code, archive, actor_id=None, now=utc_now())
    with output.open("xb") as made:  # never overwrites a file
        made.write(archive)
    done = translate("%(course)s was written to %(file)s. It contains the keys of all items.")
    click.echo(done % {"course": code, "file": output})
    if others:
        about = translate("These items have no form in OLX; only Payung reads them: %(items)s")
        click.echo(about % {"items": ", ".join(others)})


def import_archive(path: Path, code: str, *, only_look: bool) -> None:
    """Import an archive and print the report. Exits with 1 if it is rejected."""
    from courses.olx.archive import MAX_BYTES
    from courses.olx.errors import CourseArchiveRejected
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.course_import.course_olx import (
        import_version,
        prepare_import,
        read_archive,
    )
    from lms.workflows.course_import.olx_blocks import reading_host

    with path.open("rb") as opened:
        archive = opened.read(MAX_BYTES + 1)
    settings = load_settings()
    now = utc_now()
    try:
        with application(settings):
            host = reading_host(settings.xblocks)
            read = read_archive(db.session(), archive, host=host, code=code, today=now.date())
            _show(read.report)
            if only_look:
                return
            ready = prepare_import(db.session(), read.content, has_reviews=True)
            db.session.rollback()
            with transaction() as session:
                imported = import_version(session, ready, now=now, remarks=len(read.report.remarks))
    except CourseArchiveRejected as rejected:
        _give_up(path, rejected)
    values = {"course": read.content.code, "version": imported.number}
    if imported.is_new:
        click.echo(translate("%(course)s stands in version %(version)s, a draft.") % values)
    else:
        click.echo(translate("%(course)s says the same in version %(version)s.") % values)


def _show(report: "Report") -> None:
    from lms.block_names import kind_name
    from lms.olx_texts import STATES, remark_text

    for kind, row in report.tally.items():
        counted = ", ".join(
            f"{translate(title)}: {row[state]}" for state, title in STATES.items() if row.get(state)
        )
        click.echo(f"{kind_name(kind, translate)}: {counted}")
    for state, title in STATES.items():
        remarks = report.of(state)
        if remarks:
            click.echo(f"{translate(title)}: {len(remarks)}")
        for remark in remarks:
            detail = f" ({remark.explanation})" if remark.explanation else ""
            click.echo(f"  {remark.title}: {remark_text(remark.code, translate)}{detail}")


def _give_up(path: Path, rejected: "CourseArchiveRejected") -> None:
    from lms.olx_texts import REJECTION_TEXTS

    detail = f" ({rejected.detail})" if rejected.detail else ""
    click.echo(f"{path.name}: {translate(REJECTION_TEXTS[rejected.reason])}{detail}", err=True)
    click.echo(translate("Nothing was imported."), err=True)
    sys.exit(1)
