"""The command `payung`: one group a domain, loaded when called; a sentence for each failure."""

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any, cast

import click

from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.kernel.errors import LmsError

COMMANDS = {
    # name: ("module:attribute", what it does)
    "serve": ("lms.cli.serve:serve", _("Serve Payung until it is stopped.")),
    "demo": ("lms.cli.demo.demo:demo", _("Walk the whole path with an invented learner.")),
    "doctor": ("lms.cli.doctor.doctor:doctor", _("Look at settings, keys, database and course.")),
    "db": ("lms.cli.db:database", _("Bring the database up to date.")),
    "admin": ("lms.cli.admin:admin", _("Make an administrator.")),
    "course": ("lms.cli.courses.course:course", _("Check, import and list courses.")),
    "items": ("lms.cli.assessments.items:items", _("Check, import and export items.")),
    "roster": ("lms.cli.roster:roster", _("Import and export people of an organisation.")),
    "attempts": (
        "lms.cli.assessments.attempts:attempts",
        _("Take in answers that phones saved as files."),
    ),
    "stats": ("lms.cli.statistics.stats:stats", _("Analyse tests from CSV files.")),
    "keys": ("lms.cli.certificates.keys:keys", _("List and replace signing keys; answer a leak.")),
    "certificate": (
        "lms.cli.certificates.certificate:certificate",
        _("Show, verify and revoke certificates."),
    ),
    "xblock": ("lms.cli.courses.xblock:xblock", _("List, try and develop third-party blocks.")),
    "mail": ("lms.cli.mail:mail", _("Take in what mail servers send back.")),
    "token": ("lms.cli.token:token", _("Make, list and revoke tokens for programs.")),
}


class Commands(click.Group):
    """Loads a command's module when it is called, so that `payung --help` answers at once."""

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

    def main(self, *arguments: Any, **options: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper) and not stream.closed:
                stream.reconfigure(errors="replace")  # of names that the terminal cannot show
        return super().main(*arguments, **options)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click ends quietly when nobody reads on
        except expected_failures() as problem:
            from lms.cli.error_messages import describe_error

            click.echo(describe_error(problem), err=True)
            sys.exit(1)


def expected_failures() -> tuple[type[Exception], ...]:
    """What has a sentence. Asked at every exit status too: so nothing is loaded for it."""
    database = sys.modules.get("sqlalchemy.exc")
    return (LmsError, OSError, *([database.OperationalError] if database else []))


@click.group(
    cls=Commands, help=translate("Payung: courses, tests and certificates that can be checked.")
)
@click.version_option(package_name="payung-lms", prog_name="payung")
def main() -> None:
    """Only groups the commands."""
