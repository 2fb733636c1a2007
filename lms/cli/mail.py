"""`payung mail`: takes in what mail servers send back."""

from typing import BinaryIO

import click

from lms.cli.application import application
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.settings import load_settings

RECORDED_MESSAGE = _(
    "%(noted)s of %(files)s reports are about messages of ours, which did not arrive."
)
KNOWN_MESSAGE = _("%(known)s are about messages of which this was known already.")


@click.group(help=translate("Take in what mail servers send back."))
def mail() -> None:
    """Only groups the commands."""


@mail.command(help=translate("Note which messages did not arrive, from reports of mail servers."))
@click.argument("reports", type=click.File("rb"), nargs=-1, required=True)
def returned(reports: tuple[BinaryIO, ...]) -> None:
    """A mail server may pipe each report in: `payung mail returned -`."""
    from lms.adapters.mail.bounces import MAX_REPORT_SIZE, parse_bounce
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now
    from lms.kernel.undelivered import mark_returned

    found = [read for file in reports if (read := parse_bounce(file.read(MAX_REPORT_SIZE + 1)))]
    with application(load_settings()), transaction() as session:
        noted = [
            mark_returned(session, one.message_id, status=one.status, now=utc_now())
            for one in found
        ]
    click.echo(translate(RECORDED_MESSAGE) % {"noted": noted.count("noted"), "files": len(reports)})
    if known := noted.count("known"):
        click.echo(translate(KNOWN_MESSAGE) % {"known": known})
