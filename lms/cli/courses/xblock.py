"""`payung xblock`: lists and checks third-party blocks, and opens the workbench."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.application import application
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from courses.block_host.third_party.check_report import CheckReport

DJANGO = ("-W", "ignore", "-m", "django")
VERDICTS = {
    "works": "It can work here.",
    "partly": "It is shown here, but something that it asks for is missing.",
    "fails": "It cannot work here.",
}


@click.group(help=translate("List, try and develop third-party blocks."))
def xblock() -> None:
    """Group of commands."""


@xblock.command(
    name="list", help=translate("List installed third-party blocks, and which may run.")
)
def list_blocks() -> None:
    """Print name, distribution, licence and permission of third-party blocks."""
    from lms.extensions import db
    from lms.workflows.blocks.allow_block import list_blocks

    settings = load_settings()
    with application(settings, only_reads=True):
        listed = list_blocks(db.session(), settings=settings.xblocks)
    for block in listed:
        state = translate("may run") if block.is_allowed else translate("does not run")
        source, licence = translate("not installed"), ""
        if block.installed:
            source = f"{block.installed.distribution} {block.installed.version}"
            licence = block.installed.licence
        click.echo("  ".join((block.block_type, source, licence, state)))
    if not listed:
        click.echo(translate("No third-party blocks are installed."))


@xblock.command(
    help=translate("Try a block: its views, its handlers with unusual input, its requirements.")
)
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help=translate("One line of JSON."))
def check(name: str, as_json: bool) -> None:
    """Print the report of a check. Exit with 1 if the block cannot work here."""
    from courses.block_host.errors import BlockNotInstalled
    from courses.block_host.third_party.check_report import format_report
    from lms.workflows.blocks.check_block import check_block

    try:
        with suppress_logging():
            report = check_block(name)
    except BlockNotInstalled:
        text = translate("No block is installed under the name %(name)s.")
        raise click.ClickException(text % {"name": name}) from None
    if as_json:
        click.echo(format_report(report))
        return
    for line in report_lines(report):
        click.echo(line)
    click.echo(translate(VERDICTS[report.verdict]))
    sys.exit(0 if report.works else 1)


@contextmanager
def suppress_logging() -> Iterator[None]:
    """Disable logging; the report contains what a block raised."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@xblock.command(help=translate("Serve the workbench of xblock-sdk, for authors of blocks."))
@click.option("--python", required=True, help=translate("Python of an environment with the sdk."))
@click.option("--port", default=8001, show_default=True, help=translate("Port to listen on."))
@click.option(
    "--folder",
    default="workbench",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help=translate("Folder for its database and log."),
)
def workbench(python: str, port: int, folder: Path) -> None:
    """Prepare the workbench's database and run its server."""
    (folder / "var").mkdir(parents=True, exist_ok=True)
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "workbench.settings"}
    django = [str(Path(python).absolute()), *DJANGO]
    for action in (
        ["migrate", "--noinput", "--run-syncdb"],
        ["runserver", "--noreload", f"127.0.0.1:{port}"],
    ):
        command = [*django, *action]
        result = subprocess.run(command, check=False, cwd=folder, env=settings)  # noqa: S603
        if result.returncode:
            sys.exit(result.returncode)


def report_lines(report: "CheckReport") -> list[str]:
    """The report as lines. Names and outcomes are not translated."""
    needed = sorted(f"{name} ({kind})" for name, kind in report.services.items())
    scopes = [f"{scope} {count}" for scope, count in sorted(report.fields.items())]
    view, handler = translate("view"), translate("handler")
    remote = translate("loads from another host: %(url)s")
    missing = translate("needs a service that is not available: %(name)s")
    frame = translate("shows a page in a frame of its own, which stays empty here: %(url)s")
    aside = translate("an aside: it is shown beside blocks in their frames")
    django = translate("Django: yes") if report.needs_django else translate("Django: no")
    return [
        *([aside] if report.is_aside else []),
        translate("services: %(names)s") % {"names": ", ".join(needed)},
        translate("fields: %(scopes)s") % {"scopes": ", ".join(scopes)},
        *(f"{view} {name}: {outcome}" for name, outcome in report.views.items()),
        *(
            f"{handler} {name}: {', '.join(sorted(outcomes))}"
            for name, outcomes in report.handlers.items()
        ),
        *(remote % {"url": url} for url in sorted(report.elsewhere)),
        *(frame % {"url": url} for url in sorted(report.frames)),
        *(missing % {"name": name} for name in report.missing),
        django,
    ]
