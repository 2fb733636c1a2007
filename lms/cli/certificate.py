"""`payung certificate`: shows, verifies and revokes certificates of this installation.

Exit status of `show` and `verify`: 0 for a valid certificate, 1 for any other answer, 2 where there
was nothing to check.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.cli import certificate_records
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.program import program
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from certificates.queries import CertificateStatus

NOTHING_TO_CHECK = 2
OUTCOMES = {
    "valid": _("Genuine and valid."),
    "expired": _("Genuine, but its validity has ended."),
    "revoked": _("Revoked: no longer valid."),
    "withdrawn": _("Issued; the holder's data has been erased."),
    "not-found": _("No certificate has this number."),
    "specimen": _("A specimen of this installation: it proves nothing."),
    "differs": _("The signature is ours, but the record says something else."),
    "unreadable": _("This is not a code of a certificate."),
    "foreign-host": _("This certificate names another host: check it there."),
    "unknown-key": _("Signed with a key that this installation does not know."),
    "forged": _("The signature does not fit: this is a forgery or a damaged code."),
}


@click.group(help=translate("Show, verify and revoke certificates."))
def certificate() -> None:
    """Only groups the commands."""


for command in certificate_records.COMMANDS:
    certificate.add_command(command)


@certificate.command(help=translate("Show what the record says about a number."))
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def show(number: str, as_json: bool) -> None:
    from certificates import queries
    from lms.extensions import db
    from lms.kernel.clock import utc_now

    with program(load_settings()):
        status = queries.certificate_status(db.session(), number, now=utc_now())
    outcome = "specimen" if status.is_specimen and status.state == "valid" else status.state
    answer(outcome, status, as_json=as_json)
    sys.exit(0 if outcome == "valid" else 1)


@certificate.command(
    help=translate("Verify the text of a QR code, or the code in a PDF or picture.")
)
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
@click.option(
    "--accept-specimen",
    is_flag=True,
    help=translate("Exit with 0 for a sound specimen of this installation too."),
)
def verify(source: str, as_json: bool, accept_specimen: bool) -> None:
    from certificates import queries
    from lms.extensions import db
    from lms.kernel.clock import utc_now

    text = text_of(source)
    with program(load_settings()):
        checked = queries.checked_code(db.session(), text, now=utc_now())
    answer(checked.outcome, checked.status, as_json=as_json, signature=checked.verdict.outcome)
    is_accepted = checked.outcome == "valid" or (accept_specimen and checked.outcome == "specimen")
    sys.exit(0 if is_accepted else 1)


@certificate.command(help=translate("Revoke a certificate for good."))
@click.argument("number")
@click.option(
    "--reason",
    required=True,
    help=translate("Kept inside: issued-in-error, misconduct, holder-asked, replaced, ..."),
)
def revoke(number: str, reason: str) -> None:
    from certificates import service
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    with program(load_settings()), transaction() as session:
        service.revoke(session, number, reason=reason, revoked_by=None, now=utc_now())
    click.echo(translate("The certificate is revoked; its page says so from now on."))


def text_of(source: str) -> str:
    """The text itself, or that of the one code in a file."""
    if source.upper().startswith(("HTTPS://", "HTTP://")):
        return source.strip()
    from lms.adapters.qr_pictures import PictureUnreadable, codes_in

    try:
        codes = codes_in(Path(source))
    except PictureUnreadable:
        give_up(translate("%(file)s is not a picture or a PDF that can be read."), source)
    if len(codes) != 1:
        give_up(translate("There is not exactly one QR code in %(file)s."), source)
    return codes[0]


def give_up(sentence: str, source: str) -> None:
    click.echo(sentence % {"file": source}, err=True)
    sys.exit(NOTHING_TO_CHECK)


def answer(outcome: str, status: "CertificateStatus | None", *, as_json: bool, **more: str) -> None:
    facts = facts_of(status) if status else {}
    if as_json:
        click.echo(json.dumps({"outcome": outcome, **more, **facts}, ensure_ascii=False))
        return
    click.echo(translate(OUTCOMES[outcome]))
    for name, value in facts.items():
        if value not in ("", None):
            click.echo(f"  {name}: {value}")


def facts_of(status: "CertificateStatus") -> dict[str, Any]:
    """Names are stable: scripts read them."""
    from certificates.numbers import format_number

    moments = {
        name: value.isoformat() if value else None
        for name, value in (
            ("issued_at", status.issued_at),
            ("valid_until", status.valid_until),
            ("revoked_at", status.revoked_at),
            ("checked_at", status.checked_at),
        )
    }
    if not status.number:
        return {"state": status.state, "checked_at": moments["checked_at"]}
    return {
        "state": status.state,
        "number": format_number(status.number),
        "name": status.name,
        "course": status.course_code,
        "hours": status.hours,
        "has_distinction": bool(status.level),
        "is_pilot": status.is_pilot,
        "is_specimen": status.is_specimen,
        "issuer": status.issuer_name,
        "host": status.host,
        **moments,
    }
