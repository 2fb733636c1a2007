"""Operations on rosters: bring one, look at it, confirm it, take it back.

The same workflow as on pages and in `payung roster`, so a roster that was begun here can be looked
at and undone there.
"""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohorts_of
from lms.accounts.queries import has_permission
from lms.adapters.spreadsheets.tables import MAX_FILE_SIZE
from lms.api.v1.blueprint import bp
from lms.api.v1.idempotent_writes import write_idempotently
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.problems import ApiProblem
from lms.api.v1.roster_requests import parse_lines
from lms.api.v1.roster_responses import (
    draft_facts,
    dry_run_facts,
    restore_problems,
    roster_facts,
    without_problems,
)
from lms.api.v1.roster_schemas import RosterConfirmed, RosterFacts, RosterSent, RosterUndone
from lms.extensions import db
from lms.organisations import queries as organisations
from lms.organisations.errors import OrganisationNotApproved, OrganisationNotFound
from lms.organisations.roster.queries import RosterView
from lms.organisations.roster.queries import roster as roster_view
from lms.web.account.channels import can_send_any
from lms.workflows.rosters import drafts
from lms.workflows.rosters.undo import request_undo

SCOPE: Final = "rosters:write"
MAX_BODY_SIZE: Final = MAX_FILE_SIZE * 4 // 3 + 64 * 1024  # a file in base64, and what is around it
REFUSALS: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


@bp.post("/organisations/<uuid:organisation_id>/roster")
@Operation(
    "Bring a roster",
    RosterFacts,
    scope=SCOPE,
    body=RosterSent,
    is_write=True,
    error_statuses=(*REFUSALS, HTTPStatus.SERVICE_UNAVAILABLE),
    cost=5,
    max_body_size=MAX_BODY_SIZE,
)
def bring_roster(call: Call, organisation_id: UUID) -> ApiResponse:
    """Kept as a draft, of which nobody is written down until it is confirmed. With `dry_run`
    nothing is kept at all."""
    _refuse_others(call, organisation_id)
    lines = parse_lines(call.body)
    if call.body.dry_run:
        would = drafts.preview_lines(db.session(), lines, organisation_id=organisation_id)
        return ApiResponse(dry_run_facts(would))

    def bring(session: Session) -> RosterFacts:
        who = call.program.person_id
        roster_id = drafts.upload_roster(
            session, lines, organisation_id=organisation_id, uploaded_by=who, now=call.now
        )
        return draft_facts(session, _found(session, organisation_id, roster_id))

    def again(kept: str) -> RosterFacts:
        return restore_problems(db.session(), kept, organisation_id=organisation_id)

    return write_idempotently(call, "bring_roster", bring, keep=without_problems, again=again)


@bp.get("/organisations/<uuid:organisation_id>/roster/<uuid:roster_id>")
@Operation("Look at a roster", RosterFacts, scope=SCOPE, error_statuses=(HTTPStatus.NOT_FOUND,))
def roster(call: Call, organisation_id: UUID, roster_id: UUID) -> ApiResponse:
    """What a draft would change, how far a confirmed one is, what came of it."""
    _refuse_others(call, organisation_id)
    return ApiResponse(roster_facts(db.session(), _found(db.session(), organisation_id, roster_id)))


@bp.post("/organisations/<uuid:organisation_id>/roster/<uuid:roster_id>/confirmation")
@Operation(
    "Confirm a roster",
    RosterFacts,
    scope=SCOPE,
    body=RosterConfirmed,
    is_write=True,
    error_statuses=REFUSALS,
)
def confirm_roster(call: Call, organisation_id: UUID, roster_id: UUID) -> ApiResponse:
    """A worker takes it in; look at it again to see how far it is. Rows that are wrong or stand
    twice are refused, unless `leave_out` leaves them out."""
    _refuse_others(call, organisation_id)

    def confirm(session: Session) -> RosterFacts:
        draft = _found(session, organisation_id, roster_id)
        if draft.state == "draft" and not call.body.leave_out:
            _refuse_wrong(session, draft)
        drafts.confirm_roster(
            session,
            draft,
            cohort_id=_class_of(session, organisation_id, call.body.cohort_id),
            is_sent=call.body.send and can_send_any(),
            confirmed_by=call.program.person_id,
            now=call.now,
        )
        session.flush()  # its rows are counted for the answer
        return roster_facts(session, _found(session, organisation_id, roster_id))

    return write_idempotently(call, "confirm_roster", confirm)


@bp.post("/organisations/<uuid:organisation_id>/roster/<uuid:roster_id>/undo")
@Operation(
    "Take a roster back",
    RosterFacts,
    scope=SCOPE,
    body=RosterUndone,
    is_write=True,
    error_statuses=(*REFUSALS, HTTPStatus.GONE),
)
def undo_roster(call: Call, organisation_id: UUID, roster_id: UUID) -> ApiResponse:
    """For 14 days. People who have joined since stay, and are counted as `kept`."""
    _refuse_others(call, organisation_id)

    def undo(session: Session) -> RosterFacts:
        found = _found(session, organisation_id, roster_id)
        request_undo(session, found, undone_by=call.program.person_id, now=call.now)
        session.flush()
        return roster_facts(session, _found(session, organisation_id, roster_id))

    return write_idempotently(call, "undo_roster", undo)


def _refuse_others(call: Call, organisation_id: UUID) -> None:
    """A person's token reaches the organisations of their roles; the others are not found.

    A service's token reaches all. Raises OrganisationNotFound or OrganisationNotApproved.
    """
    session, who = db.session(), call.program.person_id
    found = organisations.organisation(session, organisation_id)
    if who is not None:
        line = organisations.ancestor_ids(session, organisation_id)
        scope = ("organisation", organisation_id, line)
        if not has_permission(session, who, "roster.import", *scope):
            raise OrganisationNotFound()
    if not found.is_approved:
        raise OrganisationNotApproved()


def _found(session: Session, organisation_id: UUID, roster_id: UUID) -> RosterView:
    return roster_view(session, roster_id, organisation_id=organisation_id)


def _refuse_wrong(session: Session, draft: RosterView) -> None:
    preview = drafts.preview_draft(session, draft)
    if preview.problems or preview.duplicates:
        wrong = preview.counts["wrong"] + preview.counts["duplicate"]
        raise ApiProblem(HTTPStatus.CONFLICT, "roster-has-wrong-rows", rows=wrong)


def _class_of(session: Session, organisation_id: UUID, text: str | None) -> UUID | None:
    if text is None:
        return None
    own = {str(one.id): one.id for one in cohorts_of(session, [organisation_id], language="id")}
    if text.lower() not in own:
        raise ApiProblem(HTTPStatus.NOT_FOUND, "cohort-gone")
    return own[text.lower()]
