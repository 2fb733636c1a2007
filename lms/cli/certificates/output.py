"""Output of `payung certificate`: a sentence and facts, or JSON with stable names."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from lms.cli.language import mark as _
from lms.cli.language import translate

if TYPE_CHECKING:
    from certificates.records.queries import CertificateStatus
    from certificates.verification.file_verdicts import FileVerdict
    from certificates.verification.verify_files import FileClaims

Facts = dict[str, str | int | bool | None]

OUTCOMES = {
    "valid": _("Genuine and valid."),
    "expired": _("Genuine, but its validity has ended."),
    "suspended": _("Suspended at present."),
    "superseded": _("Replaced by a corrected or renewed one: no longer valid."),
    "revoked": _("Revoked: no longer valid."),
    "withdrawn": _("Issued; the holder's data has been erased."),
    "not-found": _("No certificate has this number."),
    "specimen": _("A specimen of this installation: it proves nothing."),
    "online-only": _("Signed with a leaked key: check it by its number."),
    "old-list": _("Genuine, but the status list is old: check online."),
    "no-list": _("Genuine, but not in a status list yet: check online."),
    "differs": _("The signature is genuine, but the record differs."),
    "refused": _("Not accepted as a certificate of this installation."),
}
WITH_CLAIMS = ("valid", "old-list", "no-list", "expired", "specimen", "online-only")
REASONS = {
    "issued": _("Byte for byte the file that was issued."),
    "online-only": _("Signed with a leaked key: only the record counts."),
    "code-unreadable": _("This is not a code of a certificate."),
    "code-foreign-host": _("This certificate names another host: check it there."),
    "code-unknown-key": _("Signed with a key that this installation does not know."),
    "code-forged": _("The signature does not fit: this is a forgery or a damaged code."),
    "issuer-foreign": _("This certificate names another host: check it there."),
    "key-unknown": _("Signed with a key that this installation does not know."),
    "key-compromised": _("Signed with a leaked key: check it by its number."),
    "signature-invalid": _("The signature does not fit: the file was changed or forged."),
    "pdf-changed-after-seal": _("The PDF was changed after it was sealed."),
    "pdf-not-sealed": _("The PDF has no seal and was not issued here."),
    "pdf-seal-foreign": _("The PDF was sealed by somebody else."),
    "no-code": _("There is no QR code in the picture."),
    "several-codes": _("There are several certificate codes in the picture."),
    "kind-unknown": _("Neither a PDF, a picture, a credential, a token nor a code."),
    "file-missing": _("There is no such file, or it cannot be read."),
}
WARNINGS = {
    "name-differs": _("The file names %(name_in_file)s, the record %(name)s."),
    "picture-not-compared": _(
        "Only the signature in the picture was checked: compare its words with these facts."
    ),
}
PICTURES = ("picture", "png", "svg")


def verdict_warning(verdict: "FileVerdict") -> dict[str, str]:
    """Return the warning about differing names, or about an image whose text was not compared."""
    if verdict.differing_name:
        return {"warning": "name-differs", "name_in_file": verdict.differing_name}
    return picture_warning(verdict.kind, verdict.outcome) if verdict.reason != "issued" else {}


def picture_warning(kind: str, outcome: str) -> dict[str, str]:
    """Return the warning for images: the text around a genuine code may be forged."""
    is_uncompared = kind in PICTURES and outcome in WITH_CLAIMS
    return {"warning": "picture-not-compared"} if is_uncompared else {}


def print_status(
    outcome: str, status: "CertificateStatus | None", *, as_json: bool, **more: str | None
) -> None:
    """Print a result with its record. `more` is first in JSON: source, reason, kind of file."""
    _print(outcome, status_facts(status) if status else {}, as_json=as_json, **more)


def _print(outcome: str, facts: Facts, *, as_json: bool, **more: str | None) -> None:
    if as_json:
        click.echo(json.dumps({**more, "outcome": outcome, **facts}, ensure_ascii=False))
        return
    source, reason, warning = (more.get(name) for name in ("source", "reason", "warning"))
    start = f"{_without_controls(source)}: " if source else ""
    click.echo(f"{start}{_outcome_text(outcome)}")
    if reason:
        explanation = translate(REASONS[reason]) if reason in REASONS else ""
        click.echo(f"  reason: {reason} {explanation}".rstrip())
    if warning:
        sentence = translate(WARNINGS[warning]) % {**facts, **more}
        click.echo(f"  warning: {warning} {_without_controls(sentence)}")
    for name, value in facts.items():
        if value not in ("", None):
            click.echo(f"  {name}: {_without_controls(str(value))}")


def _without_controls(text: str) -> str:
    """Escape what a file name could send to a terminal: control and direction characters."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def print_claims(
    outcome: str,
    claims: "FileClaims | None",
    lists_signed_at: int,
    *,
    as_json: bool,
    **more: str | None,
) -> None:
    """Print the result of an offline verification, with the age of the status lists.

    `lists_signed_at` is in Unix seconds. Revoked and suspended certificates name nobody.
    """
    moment = datetime.fromtimestamp(lists_signed_at, UTC).isoformat()
    facts = _facts_of_claims(claims) if claims and outcome in WITH_CLAIMS else {}
    _print(outcome, {**facts, "lists_signed_at": moment}, as_json=as_json, **more)


def _facts_of_claims(claims: "FileClaims") -> Facts:
    from certificates.numbers import format_number

    return {
        "number": format_number(claims.number),
        "name": claims.name,
        "course": claims.course_code,
        "hours": claims.hours,
        "has_distinction": bool(claims.level),
        "is_pilot": claims.is_pilot,
        "issued_at": claims.issued_at.isoformat(),
        "valid_until": claims.valid_until.isoformat() if claims.valid_until else None,
    }


def status_facts(status: "CertificateStatus") -> Facts:
    """Return the facts of a status, whose names are stable."""
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


def _outcome_text(outcome: str) -> str:
    return translate(OUTCOMES[outcome])
