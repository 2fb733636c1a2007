"""Serves the files of a certificate by number, as on the day of issue.

Revocation is shown by the status list and the verification page.
"""

from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from certificates.numbers import format_number
from certificates.records.credential_queries import find_certificate_id
from lms.extensions import db, limiter, task_context
from lms.kernel.errors import Expired
from lms.web.credentials.answers import document, open_to_all, problem
from lms.web.credentials.blueprint import bp
from lms.web.credentials.negotiation import KINDS, PAGE, accepted_form, requested_form
from lms.workflows.certificates import make_files

MISSES = "30 per minute; 300 per hour"


@bp.get("/credentials/<path:name>")
@limiter.limit(MISSES, deduct_when=lambda response: response.status_code == HTTPStatus.NOT_FOUND)
def credential(name: str) -> ResponseReturnValue:
    """Serve `<number>.<json|jwt|pdf|png|svg>`, or negotiate the format of a bare number."""
    number, ending = requested_form(name)
    ending, content_type = (
        (ending, KINDS[ending][1]) if ending else accepted_form(request.accept_mimetypes)
    )
    if ending == PAGE:
        shown = format_number(number) if number else "-"
        page = url_for("verify.verdict", number=shown)
        return open_to_all(make_response(redirect(page, HTTPStatus.SEE_OTHER)))
    certificate_id = find_certificate_id(db.session(), number)
    if certificate_id is None:
        return problem(HTTPStatus.NOT_FOUND, "credential-not-found")
    try:
        data = make_files.get_file(task_context(), certificate_id, KINDS[ending][0])
    except Expired:  # holder or person erased
        return problem(HTTPStatus.GONE, "credential-withdrawn")
    response = document(data, content_type)
    if ending == "svg":
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'"
        )
    response.headers["Content-Disposition"] = f'inline; filename="{number}.{ending}"'
    return response
