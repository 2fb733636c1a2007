"""Operations on certificates: look up, verify many, list, revoke."""

from http import HTTPStatus

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
from lms.api.v1.pages import next_link
from lms.api.v1.problems import ApiProblem
from lms.extensions import db

NOT_FOUND = (HTTPStatus.NOT_FOUND,)


@bp.get("/certificates/<number>")
@Operation("Look a certificate up", Certificate, is_open=True, error_statuses=NOT_FOUND)
def certificate(call: Call, number: str) -> ApiResponse:
    """Needs no token, like the verify page. Unknown and malformed numbers get the same answer.
    Hyphens and lower case are accepted."""
    if call.caller is None:
        rate_limits.require_few_misses()
    status = queries.certificate_status(db.session(), number, now=call.now)
    if status.state == "not-found":
        if call.caller is None:
            rate_limits.count_miss()
        raise _number_unknown()
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
    """Each entry is a number or the text of a QR code. Results are in the same order. The signature
    of a code is verified before its number is looked up."""
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
    """In order of issue, without names. `next_cursor` and the `Link` header give the next page."""
    parameters: ListQuery = call.query
    lines = api_queries.list_certificates(
        db.session(),
        after=decode_cursor(parameters.cursor) if parameters.cursor else None,
        limit=parameters.limit + 1,
        course_code=parameters.course,
        now=call.now,
    )
    shown = lines[: parameters.limit]
    next_cursor = encode_cursor(shown[-1].id) if len(lines) > parameters.limit else None
    page = CertificateList(
        certificates=[certificate_line_response(line) for line in shown], next_cursor=next_cursor
    )
    return ApiResponse(page, headers=next_link("api.certificates", parameters, next_cursor))


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
    """The reason is stored but never public. An already revoked certificate does not change."""

    def revoke(session: Session) -> Revocation:
        person_id = call.program.person_id
        reason = call.body.reason
        try:
            service.revoke(session, number, reason=reason, revoked_by=person_id, now=call.now)
        except CertificateNotFound:
            raise _number_unknown() from None
        revoked = api_queries.revocation(session, number)
        return Revocation(
            number=format_number(revoked.number), outcome="revoked", revoked_at=revoked.revoked_at
        )

    return write_idempotently(call, "revoke_certificate", revoke)


def _number_unknown() -> ApiProblem:
    return ApiProblem(HTTPStatus.NOT_FOUND, "certificate-number-unknown")
