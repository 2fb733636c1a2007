"""Verification by file: an upload, checked in memory and not stored."""

from http import HTTPStatus
from threading import BoundedSemaphore

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from certificates.verification.file_verdicts import FileVerdict
from certificates.verification.verify_files import MAX_FILE_SIZE
from certificates.verification.verify_upload import verify_file
from lms.extensions import csrf, db, limiter
from lms.kernel.clock import utc_now
from lms.web.verify.blueprint import bp, private_response
from lms.web.verify.file_texts import (
    DIFFERENT,
    FILE_TOO_LARGE,
    ISSUED,
    LEAKED,
    NO_FILE,
    PICTURE,
    SIGNED,
    rejection_text,
)
from lms.web.verify.numbers import issuer_host
from lms.web.verify.verdicts import LEVELS, Verdict, verdict_for_file

FILES = "20 per minute; 120 per hour"
FORM_OVERHEAD = 64 * 1024  # bytes of a form around a file
CONCURRENT_CHECKS = BoundedSemaphore(2)  # a photo takes 100 MB of memory
PICTURES = ("picture", "png", "svg")


@bp.post("/verify/file")
@csrf.exempt  # type: ignore[untyped-decorator]  # changes nothing and needs no cookie
@limiter.limit(FILES)
def file() -> ResponseReturnValue:
    """Verify an uploaded file."""
    try:
        data = _uploaded()
    except RequestEntityTooLarge:
        return _form_again(FILE_TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not data:
        return _form_again(NO_FILE, HTTPStatus.UNPROCESSABLE_ENTITY)
    with CONCURRENT_CHECKS:
        checked = verify_file(db.session(), data, now=utc_now())
    return private_response(_page(checked, verdict_for_file(checked.outcome)))


def _uploaded() -> bytes:
    """Return the uploaded bytes, empty without a file. Raises RequestEntityTooLarge."""
    request.max_content_length = MAX_FILE_SIZE + FORM_OVERHEAD
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if len(data) > MAX_FILE_SIZE:
        raise RequestEntityTooLarge
    return data


def _form_again(problem: tuple[str, str], status: HTTPStatus) -> ResponseReturnValue:
    page = render_template(
        "verify/index.html", host=issuer_host(), has_errors=True, file_problem=problem
    )
    return private_response(page), status


def _page(checked: FileVerdict, verdict: Verdict) -> str:
    status = checked.status
    return render_template(
        "verify/file.html",
        checked=checked,
        verdict=verdict,
        words=_explanation(checked),
        status=status if status and status.number else None,
        levels=LEVELS[status.level] if status else LEVELS[0],
        host=issuer_host(),
    )


def _explanation(checked: FileVerdict) -> tuple[str, str]:
    if checked.outcome == "differs":
        return DIFFERENT
    if checked.outcome == "refused":
        return rejection_text(checked.kind, checked.reason)
    known = {"issued": ISSUED, "online-only": LEAKED}.get(checked.reason or "")
    if known is not None:
        return known
    return PICTURE if checked.kind in PICTURES else SIGNED
