"""`payung stats class`: the tests of a class as a file that `payung stats prepost` reads."""

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


@click.command(name="class", help=translate("Write the pre-tests and post-tests of a class."))
@OUTPUT
@ORGANISATION
@click.option("--cohort", "named_class", required=True, help=translate("Its whole name or its id."))
@click.option(
    "--all",
    "shows_all",
    is_flag=True,
    help=translate("Also of few learners: for people who may see single results."),
)
def cohort(output: Path, named: str, named_class: str, shows_all: bool) -> None:
    from assessments.analysis.statistics.minimums import MIN_SHOWN
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now
    from lms.organisations.queries import find_organisation
    from lms.workflows.cohorts.cohort_results import cohort_results, record_export

    with application(load_settings()):
        session = db.session()
        organisation_id = find_organisation(session, named).id
        cohort_id = find_cohort(session, organisation_id, named_class)
        found = cohort_results(session, cohort_id)
        db.session.remove()
        if len(found) < MIN_SHOWN and not shows_all:
            few = translate(
                "Fewer than %(least)s learners have sat a test and agree to evaluation: nothing "
                "was written."
            )
            click.echo(few % {"least": MIN_SHOWN}, err=True)
            sys.exit(1)
        with output.open("xb") as made, transaction() as writing:
            record_export(writing, cohort_id, lines=len(found), now=utc_now())
            made.write(_file(found))


def _file(found: "list[PairedResult]") -> bytes:
    from assessments.exchange.spreadsheet.cells import csv_file

    lines = [
        [str(number), one.arm, _cell(one.pre), _cell(one.post)]
        for number, one in enumerate(found, start=1)
    ]
    return csv_file([["learner", "arm", "pre", "post"], *lines])


def _cell(percent: float | None) -> str:
    return "" if percent is None else f"{percent:.4f}".rstrip("0").rstrip(".")
