"""Operations on certificates: look one up, check many, list all, revoke one."""

from http import HTTPStatus
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy.orm import Session

from certificates.errors import CertificateNotFound
from certificates.numbers import format_number
from certificates.records import api_queries, queries, service
from lms.api.v1 import rate_limits
from lms.api.v1.blueprint import bp
from lms.api.v1.certificate_responses import (
    certificate_line_response,
    certificate_response,
    checked_entry_response,
)
from lms.api.v1.certificate_schemas import (
    Certificate,
    CertificateList,
    CheckedEntries,
    EntriesToCheck,
    ListQuery,
    Revocation,
    RevocationWanted,
)
from lms.api.v1.cursors import decode_cursor, encode_cursor
from lms.api.v1.idempotent_writes import write_idempotently
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.problems import ApiProblem
from lms.extensions import current_ports, db

NOT_FOUND = (HTTPStatus.NOT_FOUND,)


@bp.get("/certificates/<number>")
@Operation("Look a certificate up", Certificate, is_open=True, error_statuses=NOT_FOUND)
def certificate(call: Call, number: str) -> ApiResponse:
    """Open to anyone who has the number, as the verify page is. Unknown and malformed numbers are
    answered alike. Hyphens and small letters do not matter."""
    if call.caller is None:
        rate_limits.require_few_misses()
    status = queries.certificate_status(db.session(), number, now=call.now)
    if status.state == "not-found":
        if call.caller is None:
            rate_limits.count_miss()
        raise _unknown_number()
    return ApiResponse(certificate_response(status))


@bp.post("/certificates/verify")
@Operation(
    "Check up to 500 certificates",
    CheckedEntries,
    scope="certificates:verify",
    body=EntriesToCheck,
    cost=5,
)
def verify_certificates(call: Call) -> ApiResponse:
    """Each entry is a number or the text of a QR code; the order is kept. A number is looked up; of
    a code the signature is verified first."""
    entries = api_queries.check_entries(db.session(), call.body.certificates, now=call.now)
    results = [checked_entry_response(entry) for entry in entries]
    return ApiResponse(CheckedEntries(checked_at=call.now, results=results))


@bp.get("/certificates")
@Operation(
    "List certificates",
    CertificateList,
    scope="certificates:read",
    query=ListQuery,
    is_paged=True,
)
def certificates(call: Call) -> ApiResponse:
    """In the order of issue, without names. `next_cursor` and the `Link` header lead on."""
    wanted: ListQuery = call.query
    lines = api_queries.list_certificates(
        db.session(),
        after=decode_cursor(wanted.cursor) if wanted.cursor else None,
        limit=wanted.limit + 1,
        course_code=wanted.course,
        now=call.now,
    )
    shown = lines[: wanted.limit]
    next_cursor = encode_cursor(shown[-1].id) if len(lines) > wanted.limit else None
    page = CertificateList(
        certificates=[certificate_line_response(line) for line in shown], next_cursor=next_cursor
    )
    return ApiResponse(page, headers=_link(wanted, next_cursor) if next_cursor else {})


@bp.post("/certificates/<number>/revocation")
@Operation(
    "Revoke a certificate for good",
    Revocation,
    scope="certificates:revoke",
    body=RevocationWanted,
    is_write=True,
    error_statuses=NOT_FOUND,
)
def revoke_certificate(call: Call, number: str) -> ApiResponse:
    """The reason is kept inside and never public. One that is revoked already stays as it is."""

    def revoke(session: Session) -> Revocation:
        who = call.program.person_id
        try:
            service.revoke(session, number, reason=call.body.reason, revoked_by=who, now=call.now)
        except CertificateNotFound:
            raise _unknown_number() from None
        revoked = api_queries.revocation(session, number)
        return Revocation(
            number=format_number(revoked.number), outcome="revoked", revoked_at=revoked.revoked_at
        )

    return write_idempotently(call, "revoke_certificate", revoke)


def _unknown_number() -> ApiProblem:
    return ApiProblem(HTTPStatus.NOT_FOUND, "certificate-number-unknown")


def _link(wanted: ListQuery, cursor: str) -> dict[str, str]:
    """The next page (RFC 8288), at the public address whatever host was asked."""
    parameters = {"cursor": cursor, "limit": wanted.limit, "course": wanted.course}
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    address = f"{current_ports().public_url}{url_for('api.certificates')}?{query}"
    return {"Link": f'<{address}>; rel="next"'}
