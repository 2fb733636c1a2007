"""`payung certificate`: show, verify and revoke certificates of this installation.

Exit status of `show` and `verify`: 0 for a valid certificate, 1 for any other result, 2 if nothing
could be checked.
"""

import sys

import click

from lms.cli.application import application, read_session
from lms.cli.certificates import records
from lms.cli.certificates.offline_bundle import supplies
from lms.cli.certificates.output import print_status
from lms.cli.certificates.verify import verify
from lms.cli.language import translate
from lms.cli.read_only_commands import QueryCommand
from lms.cli.settings import load_settings


@click.group(help=translate("Show, verify and revoke certificates."))
def certificate() -> None:
    """Group of commands."""


for command in (*records.COMMANDS, supplies, verify):
    certificate.add_command(command)


@certificate.command(cls=QueryCommand, help=translate("Show what the record says about a number."))
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def show(number: str, as_json: bool) -> None:
    """Print the status of a number."""
    from certificates.records import queries
    from lms.kernel.clock import utc_now

    with read_session(load_settings()) as session:
        status = queries.certificate_status(session, number, now=utc_now())
    outcome = "specimen" if status.is_specimen and status.state == "valid" else status.state
    print_status(outcome, status, as_json=as_json)
    sys.exit(0 if outcome == "valid" else 1)


@certificate.command(help=translate("Revoke a certificate for good."))
@click.argument("number")
@click.option(
    "--reason",
    required=True,
    help=translate("Kept inside: issued-in-error, misconduct, holder-asked, replaced, ..."),
)
def revoke(number: str, reason: str) -> None:
    """Revoke a certificate."""
    from certificates.records import service
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    with application(load_settings()), transaction() as session:
        service.revoke(session, number, reason=reason, revoked_by=None, now=utc_now())
    click.echo(translate("The certificate is revoked; its page says so from now on."))
