"""`payung report effect`: the released figures of a course as JSON, CSV or PDF."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.application import application
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from lms.workflows.evaluation.figures import Figures
    from lms.workflows.evaluation.overview import Overview

DIMENSIONS = ("province", "role", "organisation", "cohort")
FORMATS = ("json", "csv", "pdf")


@click.group(help=translate("Write the figures of the evaluation."))
def report() -> None:
    """Only groups the commands."""


@report.command(help=translate("Write released figures on the effect of a course."))
@click.option("--course", required=True, help=translate("The code of the course."))
@click.option(
    "--group",
    "dimension",
    type=click.Choice(DIMENSIONS),
    default="province",
    show_default=True,
    help=translate("By what groups of people are compared."),
)
@click.option("--format", "kind", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=translate("A new file; otherwise the figures are printed."),
)
@click.option("--language", type=click.Choice(("id", "en")), default="id", show_default=True)
def effect(course: str, dimension: str, kind: str, output: Path | None, language: str) -> None:
    """Write the newest version that has figures. Raises CourseNotFound."""
    if kind == "pdf" and output is None:
        raise click.UsageError(translate("A PDF needs --output."))
    content = _content(course, dimension, kind, language)
    if content is None:
        click.echo(translate("No figures of this course are released yet."), err=True)
        sys.exit(1)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    with output.open("xb") as file:
        file.write(content)


def _content(course: str, dimension: str, kind: str, language: str) -> bytes | None:
    from flask import current_app

    from courses.catalogue.versions import course_ids
    from lms.extensions import db, transaction
    from lms.kernel import audit
    from lms.kernel.clock import utc_now
    from lms.workflows.evaluation.overview import Choice, read_overview

    with (
        application(load_settings()),
        current_app.test_request_context(headers={"Accept-Language": language}),
    ):
        choice = Choice(dimension)  # type: ignore[arg-type]  # click has checked it
        session = db.session()
        ids = course_ids(session, course, language=language).version_ids
        pages = [read_overview(session, version, choice, language=language) for version in ids]
        page = next((page for page in pages if page.figures and page.figures.change), None)
        if page is None:
            return None
        content = _render(page, kind)
        db.session.remove()
        with transaction() as write_session:
            audit.record(
                write_session,
                action="evaluation.exported",
                actor_id=None,
                subject_type="course_version",
                subject_id=page.version_id,
                now=utc_now(),
                details={"file": kind, "dimension": dimension, "group": ""},
            )
    return content


def _render(page: "Overview", kind: str) -> bytes:
    from lms.web.evaluation.files import group_names, make_report

    if kind == "pdf":
        return make_report(page, "")
    if kind == "json":
        return (json.dumps(_figures(page), indent=2, default=str) + "\n").encode()
    from assessments.exchange.spreadsheet.cells import csv_file
    from lms.workflows.evaluation.export import table_of

    return csv_file(table_of(page.groups, group_names(page)))


def _figures(page: "Overview") -> dict[str, object]:
    figures = page.figures
    return {
        "course": page.course_code,
        "version": str(page.version_id),
        "pass_mark": page.mark,
        "released_at": page.release.released_at.isoformat() if page.release else None,
        "dimension": page.choice.dimension,
        "figures": _shown(figures) if figures else None,
        "groups": [asdict(group) for group in page.groups],
    }


def _shown(figures: "Figures") -> dict[str, object]:
    """Return the figures of the page; those that depend on single outcomes are renewed rarely.

    Shares at the mark are in `shares`. Signed ranks and normalised change by person lose their
    numbers of people who did not change, which would tell of few people from release to release.
    """
    values = asdict(figures)
    if figures.change is not None:
        for occasion in ("pre", "post"):
            del values["change"][occasion]["passed"]
        ranks, normalised = figures.change.wilcoxon, figures.change.marx_cummings.mean
        values["change"]["wilcoxon"] = {"p": float(f"{ranks.p:.1g}")} if ranks else None
        values["change"]["marx_cummings"] = None if normalised is None else round(normalised, 2)
    return values
