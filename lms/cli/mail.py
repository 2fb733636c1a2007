"""`payung mail`: records bounce reports of mail servers."""

from typing import BinaryIO

import click

from lms.cli.application import application
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.settings import load_settings

RECORDED_MESSAGE = _(
    "%(noted)s of %(files)s reports are about messages of this site that were not delivered."
)
KNOWN_MESSAGE = _("%(known)s are about messages that were already recorded.")


@click.group(help=translate("Process bounce reports of mail servers."))
def mail() -> None:
    """Only groups the commands."""


@mail.command(help=translate("Record undelivered messages from reports of mail servers."))
@click.argument("reports", type=click.File("rb"), nargs=-1, required=True)
def returned(reports: tuple[BinaryIO, ...]) -> None:
    """A mail server may pipe reports: `payung mail returned -`."""
    from lms.adapters.mail.bounces import MAX_REPORT_SIZE, parse_bounce
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now
    from lms.kernel.undelivered import mark_returned

    bounces = [
        bounce for file in reports if (bounce := parse_bounce(file.read(MAX_REPORT_SIZE + 1)))
    ]
    with application(load_settings()), transaction() as session:
        results = [
            mark_returned(session, bounce.message_id, status=bounce.status, now=utc_now())
            for bounce in bounces
        ]
    click.echo(
        translate(RECORDED_MESSAGE) % {"noted": results.count("noted"), "files": len(reports)}
    )
    if known := results.count("known"):
        click.echo(translate(KNOWN_MESSAGE) % {"known": known})
