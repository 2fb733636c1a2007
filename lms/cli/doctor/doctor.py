"""`payung doctor`: checks an installation without changing it."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lms.cli.doctor.findings import MARKS, Finding, fine, wrong
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from lms.settings import Settings


@click.command(help=translate("Check settings, keys, database and course."))
def doctor() -> None:
    settings = load_settings()
    is_sound = True
    for finding in examine(settings):
        click.echo(MARKS[finding.level] + finding.text)
        is_sound = is_sound and finding.level != "wrong"
    summary = (
        translate("Nothing to repair.") if is_sound else translate("There is something to repair.")
    )
    click.echo(summary)
    sys.exit(0 if is_sound else 1)


def examine(settings: "Settings") -> Iterator[Finding]:
    """Run all checks."""
    from lms.cli.doctor import checks

    yield fine(translate("The settings are safe; people reach it at %(url)s."), url=settings.origin)
    yield from checks.check_address(settings)
    if not settings.data_dir.is_dir():
        yield wrong(
            translate("The data folder %(folder)s is not there yet; ./run makes it."),
            folder=settings.data_dir,
        )
        return
    yield from checks.check_data_folder(settings)
    yield from checks.check_ledger(settings)
    yield from checks.check_database(settings)
    yield from checks.check_tasks(settings)
