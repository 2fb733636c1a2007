"""Verification by number: typed on a page, or opened by a phone camera."""

import json
from dataclasses import replace
from http import HTTPStatus

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.issuer_host import parse_host
from certificates.numbers import format_number, parse_number
from certificates.records import queries
from certificates.records.queries import CertificateStatus
from lms.extensions import current_ports, db, limiter
from lms.kernel.clock import utc_now
from lms.web.shell import page_shell
from lms.web.texts.language import current_language, other_language
from lms.web.verify.blueprint import bp, private_response
from lms.web.verify.verdicts import (
    DIFFERS,
    FORGED,
    LEVELS,
    NOT_FOUND,
    ONLINE_ONLY,
    Verdict,
    verdict_on,
)

MISSES = "30 per minute; 300 per hour"
MAX_TYPED_LENGTH = 64
LEVEL_LABELS = [
    f"{level[0]} / {level[1]}{pilot}" for pilot in ("", " (uji coba / pilot)") for level in LEVELS
]


def is_miss(response: Response) -> bool:
    """Whether a response counts towards the limit of misses."""
    return response.status_code == HTTPStatus.NOT_FOUND


@bp.get("/verify")
def index() -> ResponseReturnValue:
    """Show the form; treat an invalid number like an unknown one."""
    typed = request.args.get("number", "").strip()
    if not typed:
        return render_template("verify/index.html", host=issuer_host())
    number = parse_number(typed[: MAX_TYPED_LENGTH + 1])
    return redirect(url_for(".verdict", number=format_number(number) if number else "-"), 303)


@bp.get("/V/<path:number>")
@bp.get("/v/<path:number>")
@limiter.limit(MISSES, deduct_when=is_miss)
def verdict(number: str) -> ResponseReturnValue:
    """Show the page that QR codes open. Their signed part never reaches the server."""
    status = queries.certificate_status(db.session(), number, now=utc_now())
    shown = verdict_on(status)
    if shown is NOT_FOUND:
        return not_found()
    return private_response(_verdict_page(status, shown))


def not_found() -> ResponseReturnValue:
    """Respond with the same body to malformed and unknown numbers."""
    page = render_template(
        "verify/not_found.html",
        shell=_plain_shell(),
        verdict=NOT_FOUND,
        forged=FORGED,
        zone=issuer_zone(),
    )
    return private_response(page), HTTPStatus.NOT_FOUND


def issuer_host() -> str:
    """Return the host named on new certificates."""
    return parse_host(current_ports().public_url).authority


def issuer_zone() -> str:
    """Return the time zone of certificates, for scripts that format dates."""
    return current_ports().time_zone


def _verdict_page(status: CertificateStatus, verdict: Verdict) -> str:
    return render_template(
        "verify/verdict.html",
        status=status,
        verdict=verdict,
        levels=LEVELS[status.level],
        host=issuer_host(),
        zone=issuer_zone(),
        level_words=json.dumps(LEVEL_LABELS),
        record=record_for_script(status) if verdict.shows_holder else "",
        forged=FORGED,
        differs=DIFFERS,
        online_only=ONLINE_ONLY,
    )


def record_for_script(status: CertificateStatus) -> str:
    """Return the facts that a script compares with the signed part of a code, as JSON."""
    issued, expires = status.issued_at, status.valid_until
    return json.dumps(
        {
            "name": status.name,
            "courseCode": status.course_code,
            "level": status.level + 2 * status.is_pilot,
            "issuedAt": int(issued.timestamp()) if issued else None,
            "expiresAt": int(expires.timestamp()) if expires else None,
        },
        ensure_ascii=False,
    )


def _plain_shell() -> object:
    """Return a page shell without the number, so that all misses have the same body."""
    code = other_language(current_language())
    switch_url = url_for("pages.switch_language", code=code, next=url_for(".index"))
    return replace(page_shell()["shell"], switch_url=switch_url)
