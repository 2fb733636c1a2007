"""`payung stats class`: writes the tests of a cohort as a file for `payung stats prepost`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.application import application
from lms.cli.language import translate
from lms.cli.roster import ORGANISATION, OUTPUT, find_cohort
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from lms.workflows.cohorts.cohort_results import PairedResult


@click.command(name="class", help=translate("Write the pre-tests and post-tests of a cohort."))
@OUTPUT
@ORGANISATION
@click.option("--cohort", "cohort_name", required=True, help=translate("Its whole name or its id."))
@click.option(
    "--all",
    "show_all",
    is_flag=True,
    help=translate("Write results of few learners too: for people who may see individual results."),
)
def cohort(output: Path, organisation: str, cohort_name: str, show_all: bool) -> None:
    """Write the results of a cohort to a new file and record the export."""
    from assessments.analysis.statistics.minimums import MIN_SHOWN
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now
    from lms.organisations.queries import find_organisation
    from lms.workflows.cohorts.cohort_results import cohort_results, record_export

    with application(load_settings()):
        session = db.session()
        organisation_id = find_organisation(session, organisation).id
        cohort_id = find_cohort(session, organisation_id, cohort_name)
        results = cohort_results(session, cohort_id)
        db.session.remove()
        if len(results) < MIN_SHOWN and not show_all:
            message = translate(
                "Fewer than %(least)s learners have sat a test and agree to evaluation: nothing "
                "was written."
            )
            click.echo(message % {"least": MIN_SHOWN}, err=True)
            sys.exit(1)
        with output.open("xb") as file, transaction() as write_session:
            record_export(write_session, cohort_id, lines=len(results), now=utc_now())
            file.write(_file(results))


def _file(results: "list[PairedResult]") -> bytes:
    from assessments.exchange.spreadsheet.cells import csv_file

    lines = [
        [str(number), result.arm, _cell(result.pre), _cell(result.post)]
        for number, result in enumerate(results, start=1)
    ]
    return csv_file([["learner", "arm", "pre", "post"], *lines])


def _cell(percent: float | None) -> str:
    return "" if percent is None else f"{percent:.4f}".rstrip("0").rstrip(".")
