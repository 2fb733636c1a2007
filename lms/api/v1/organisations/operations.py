"""Operations that read organisations: which there are, their people, their certificates.

They give the lists of the pages. Each reading of names is audited like a file.
"""

from http import HTTPStatus
from typing import Final, cast
from uuid import UUID

from certificates.numbers import format_number
from lms.accounts.permissions import Grant, allows, scopes_with
from lms.accounts.roles.queries import open_grants
from lms.api.v1.blueprint import bp
from lms.api.v1.cursors import decode_cursor, encode_cursor
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.organisations.access import require_organisation
from lms.api.v1.organisations.schemas import (
    MemberLine,
    MemberList,
    OrganisationLine,
    OrganisationList,
    RowFacts,
    RowList,
    RowQuery,
    RowState,
)
from lms.api.v1.pages import cut_page, next_link
from lms.api.v1.schemas import PageQuery
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.organisations.queries import OrganisationView, list_organisations
from lms.workflows.certificates.certificate_overview import (
    OverviewRow,
    certificate_overview,
    filter_certificates,
)
from lms.workflows.organisations.member_lists import member_list

SCOPE: Final = "rosters:read"
PERMISSION: Final = "roster.export"
ERROR_STATUSES: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


@bp.get("/organisations")
@Operation("List organisations", OrganisationList, scope=SCOPE, query=PageQuery, is_paged=True)
def organisations(call: Call) -> ApiResponse:
    """The approved organisations of the roles of the token's person, and those below. Tokens of
    services and administrators get all."""
    query: PageQuery = call.query
    listed = list_organisations(
        db.session(),
        _tops(call.program.person_id),
        after=decode_cursor(query.cursor) if query.cursor else None,
        limit=query.limit + 1,
    )
    shown = listed[: query.limit]
    next_cursor = encode_cursor(shown[-1].id) if len(listed) > query.limit else None
    page = OrganisationList(
        organisations=[_organisation(view) for view in shown], next_cursor=next_cursor
    )
    return ApiResponse(page, headers=next_link("api.organisations", query, next_cursor))


@bp.get("/organisations/<uuid:organisation_id>/members")
@Operation(
    "List the people of an organisation",
    MemberList,
    scope=SCOPE,
    query=PageQuery,
    is_paged=True,
    error_statuses=ERROR_STATUSES,
    cost=2,
)
def organisation_members(call: Call, organisation_id: UUID) -> ApiResponse:
    """Members, and people who are expected: those of a roster or with an invitation who have not
    joined yet."""
    require_organisation(call, PERMISSION, organisation_id)
    members = _members(organisation_id)
    shown, next_cursor = cut_page(members, call.query, lambda line: UUID(line.id))
    _record(call, "roster.exported", organisation_id, len(shown))
    page = MemberList(members=list(shown), next_cursor=next_cursor)
    path = {"organisation_id": organisation_id}
    link = next_link("api.organisation_members", call.query, next_cursor, **path)
    return ApiResponse(page, headers=link)


@bp.get("/organisations/<uuid:organisation_id>/certificates")
@Operation(
    "List the certificates of an organisation",
    RowList,
    scope=SCOPE,
    query=RowQuery,
    is_paged=True,
    error_statuses=ERROR_STATUSES,
    cost=2,
)
def organisation_certificates(call: Call, organisation_id: UUID) -> ApiResponse:
    """One row for each current member in each cohort, also of organisations below, with or without
    a certificate."""
    require_organisation(call, PERMISSION, organisation_id)
    overview = certificate_overview(db.session(), organisation_id, now=call.now)
    rows = filter_certificates(overview, state=call.query.state or "")
    shown, next_cursor = cut_page(rows, call.query, lambda row: row.enrolment_id)
    _record(call, "certificates.exported", organisation_id, len(shown))
    page = RowList(rows=[_row(row) for row in shown], next_cursor=next_cursor)
    path = {"organisation_id": organisation_id}
    link = next_link("api.organisation_certificates", call.query, next_cursor, **path)
    return ApiResponse(page, headers=link)


def _tops(person_id: UUID | None) -> tuple[UUID, ...] | None:
    """The organisations of a person's roles, or None for a caller who reaches all."""
    if person_id is None:
        return None
    rows = open_grants(db.session(), person_id)
    grants = [Grant(row.role, row.scope_type, row.scope_id) for row in rows]
    if allows(grants, PERMISSION):
        return None
    return tuple(scopes_with(grants, PERMISSION, "organisation"))


def _members(organisation_id: UUID) -> list[MemberLine]:
    people = member_list(db.session(), organisation_id)
    members = [
        MemberLine(
            id=str(member.person_id),
            name=member.name,
            unit=member.unit,
            group=member.group_name,
            state="joined" if member.has_joined else "expected",
            is_coordinator=member.is_coordinator,
        )
        for member in people.members
    ]
    invited = [
        MemberLine(
            id=str(invitation.id),
            name=invitation.name,
            unit=None,
            group=None,
            state="expected",
            is_coordinator=False,
        )
        for invitation in people.invited
    ]
    return [*members, *invited]


def _organisation(view: OrganisationView) -> OrganisationLine:
    return OrganisationLine(
        id=str(view.id),
        name=view.name,
        kind=view.kind,
        npsn=view.npsn,
        province=view.province_code,
        parent_id=str(view.parent_id) if view.parent_id else None,
    )


def _row(row: OverviewRow) -> RowFacts:
    return RowFacts(
        enrolment_id=str(row.enrolment_id),
        name=row.name,
        organisation=row.organisation,
        cohort=row.cohort,
        state=cast(RowState, row.state),
        number=format_number(row.number) if row.number else None,
        completed_at=row.completed_at,
        issued_at=row.issued_at,
    )


def _record(call: Call, action: str, organisation_id: UUID, lines: int) -> None:
    db.session.remove()
    with transaction() as session:
        audit.record(
            session,
            action=action,
            actor_id=call.program.person_id,
            subject_type="organisation",
            subject_id=organisation_id,
            now=call.now,
            details={"file": "api", "lines": lines, "token": str(call.program.token_id)},
        )
