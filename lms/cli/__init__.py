"""The command `payung`. Groups are loaded when called; expected errors print a message."""

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any, cast

import click

from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.kernel.errors import LmsError

COMMANDS = {
    # name: module and attribute, help
    "serve": ("lms.cli.serve:serve", _("Serve Payung until it is stopped.")),
    "work": ("lms.cli.work:work", _("Do background work until it is stopped.")),
    "demo": ("lms.cli.demo.demo:demo", _("Take the course as an invented learner.")),
    "doctor": ("lms.cli.doctor.doctor:doctor", _("Check settings, keys, database and course.")),
    "db": ("lms.cli.db:database", _("Upgrade or copy the database.")),
    "backup": ("lms.cli.backups.backup:backup", _("Write or check a backup.")),
    "restore": (
        "lms.cli.backups.restore:restore",
        _("Restore a backup before anything is served."),
    ),
    "admin": ("lms.cli.admin:admin", _("Create an administrator.")),
    "course": ("lms.cli.courses.course:course", _("Check, import and list courses.")),
    "items": ("lms.cli.assessments.items:items", _("Check, import and export items.")),
    "roster": ("lms.cli.roster:roster", _("Import and export people of an organisation.")),
    "attempts": (
        "lms.cli.assessments.attempts:attempts",
        _("Import answers that phones saved as files."),
    ),
    "report": (
        "lms.cli.statistics.report:report",
        _("Write the figures of the evaluation."),
    ),
    "evaluate": (
        "lms.cli.statistics.evaluate:evaluate",
        _("Release figures of a course now, if ten people or more have come or changed."),
    ),
    "stats": ("lms.cli.statistics.stats:stats", _("Analyse tests from CSV files.")),
    "keys": ("lms.cli.certificates.keys:keys", _("List and replace signing keys; answer a leak.")),
    "certificate": (
        "lms.cli.certificates.certificate:certificate",
        _("Show, verify and revoke certificates."),
    ),
    "xblock": ("lms.cli.courses.xblock:xblock", _("List, try and develop third-party blocks.")),
    "mail": ("lms.cli.mail:mail", _("Process bounce reports of mail servers.")),
    "token": ("lms.cli.token:token", _("Create, list and revoke tokens for programs.")),
}


class Commands(click.Group):
    """Loads the module of a command when it is called, to keep `payung --help` fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _colon, attribute = COMMANDS[cmd_name][0].partition(":")
        return cast(click.Command, getattr(import_module(module), attribute))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(translate("Commands")):
            formatter.write_dl(
                [(name, translate(text)) for name, (_path, text) in COMMANDS.items()]
            )

    def main(self, *arguments: Any, **options: Any) -> Any:  # the signature of click
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper) and not stream.closed:
                stream.reconfigure(errors="replace")  # for characters that the terminal cannot show
        return super().main(*arguments, **options)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click exits quietly when the output is closed
        except expected_failures() as error:
            from lms.cli.error_messages import describe_error

            click.echo(describe_error(error), err=True)
            sys.exit(1)


def expected_failures() -> tuple[type[Exception], ...]:
    """Return the errors that have a message. Imports nothing, since it is called at each exit."""
    database = sys.modules.get("sqlalchemy.exc")
    return (LmsError, OSError, *([database.OperationalError] if database else []))


@click.group(
    cls=Commands, help=translate("Payung: courses, tests and certificates that can be checked.")
)
@click.version_option(package_name="payung-lms", prog_name="payung")
def main() -> None:
    """Only groups the commands."""
