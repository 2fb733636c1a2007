"""Operation that lists the own certificates."""

from http import HTTPStatus

from certificates.records.queries import certificates_of_person
from lms.api.v1.blueprint import bp
from lms.api.v1.learning.enrolments import READ
from lms.api.v1.learning.responses import own_certificate
from lms.api.v1.learning.schemas import OwnCertificateList
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.pages import cut_page, next_link
from lms.api.v1.schemas import PageQuery
from lms.extensions import db
from lms.web.certificates.states import list_own_certificates


@bp.get("/me/certificates")
@Operation(
    "List your certificates",
    OwnCertificateList,
    scope=READ,
    query=PageQuery,
    is_paged=True,
    error_statuses=(HTTPStatus.NOT_FOUND,),
)
def own_certificates(call: Call) -> ApiResponse:
    """Those of the token's person, also of merged accounts, newest first."""
    certificates = certificates_of_person(db.session(), call.person_id)
    listed = list_own_certificates(certificates, now=call.now)
    shown, next_cursor = cut_page(listed, call.query, lambda line: line.summary.id)
    page = OwnCertificateList(
        certificates=[own_certificate(line) for line in shown], next_cursor=next_cursor
    )
    return ApiResponse(page, headers=next_link("api.own_certificates", call.query, next_cursor))
