"""Operations on rosters: upload, show, confirm, undo.

Pages and `payung roster` use the same workflow, so a roster can be continued there.
"""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohorts_of
from lms.adapters.spreadsheets.tables import MAX_FILE_SIZE
from lms.api.v1.blueprint import bp
from lms.api.v1.idempotent_writes import write_idempotently
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.organisations.access import require_organisation
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
from lms.organisations.roster.queries import RosterView
from lms.organisations.roster.queries import roster as roster_view
from lms.web.account.channels import can_send_any
from lms.workflows.rosters import drafts
from lms.workflows.rosters.undo import request_undo

SCOPE: Final = "rosters:write"
PERMISSION: Final = "roster.import"
MAX_BODY_SIZE: Final = MAX_FILE_SIZE * 4 // 3 + 64 * 1024  # a file in base64 and the JSON around it
ERROR_STATUSES: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


@bp.post("/organisations/<uuid:organisation_id>/roster")
@Operation(
    "Upload a roster",
    RosterFacts,
    scope=SCOPE,
    body=RosterSent,
    is_write=True,
    error_statuses=(*ERROR_STATUSES, HTTPStatus.SERVICE_UNAVAILABLE),
    cost=5,
    max_body_size=MAX_BODY_SIZE,
)
def bring_roster(call: Call, organisation_id: UUID) -> ApiResponse:
    """Stored as a draft. No people are created until it is confirmed. With `dry_run` nothing is
    stored."""
    require_organisation(call, PERMISSION, organisation_id)
    lines = parse_lines(call.body)
    if call.body.dry_run:
        preview = drafts.preview_lines(db.session(), lines, organisation_id=organisation_id)
        return ApiResponse(dry_run_facts(preview))

    def upload(session: Session) -> RosterFacts:
        person_id = call.program.person_id
        roster_id = drafts.upload_roster(
            session, lines, organisation_id=organisation_id, uploaded_by=person_id, now=call.now
        )
        return draft_facts(session, _get_roster(session, organisation_id, roster_id))

    def restore(stored: str) -> RosterFacts:
        return restore_problems(db.session(), stored, organisation_id=organisation_id)

    return write_idempotently(
        call, "bring_roster", upload, redact=without_problems, restore=restore
    )


@bp.get("/organisations/<uuid:organisation_id>/roster/<uuid:roster_id>")
@Operation("Show a roster", RosterFacts, scope=SCOPE, error_statuses=(HTTPStatus.NOT_FOUND,))
def roster(call: Call, organisation_id: UUID, roster_id: UUID) -> ApiResponse:
    """The preview of a draft, the progress of a confirmed roster, or its result."""
    require_organisation(call, PERMISSION, organisation_id)
    return ApiResponse(
        roster_facts(db.session(), _get_roster(db.session(), organisation_id, roster_id))
    )


@bp.post("/organisations/<uuid:organisation_id>/roster/<uuid:roster_id>/confirmation")
@Operation(
    "Confirm a roster",
    RosterFacts,
    scope=SCOPE,
    body=RosterConfirmed,
    is_write=True,
    error_statuses=ERROR_STATUSES,
)
def confirm_roster(call: Call, organisation_id: UUID, roster_id: UUID) -> ApiResponse:
    """A job imports the rows; show the roster to see its progress. Invalid and duplicate rows are
    rejected, unless `leave_out` skips them."""
    require_organisation(call, PERMISSION, organisation_id)

    def confirm(session: Session) -> RosterFacts:
        draft = _get_roster(session, organisation_id, roster_id)
        if draft.state == "draft" and not call.body.leave_out:
            _require_valid(session, draft)
        drafts.confirm_roster(
            session,
            draft,
            cohort_id=_find_cohort(session, organisation_id, call.body.cohort_id),
            is_sent=call.body.send and can_send_any(),
            confirmed_by=call.program.person_id,
            now=call.now,
        )
        session.flush()  # counts of the response are queried
        return roster_facts(session, _get_roster(session, organisation_id, roster_id))

    return write_idempotently(call, "confirm_roster", confirm)


@bp.post("/organisations/<uuid:organisation_id>/roster/<uuid:roster_id>/undo")
@Operation(
    "Undo a roster",
    RosterFacts,
    scope=SCOPE,
    body=RosterUndone,
    is_write=True,
    error_statuses=(*ERROR_STATUSES, HTTPStatus.GONE),
)
def undo_roster(call: Call, organisation_id: UUID, roster_id: UUID) -> ApiResponse:
    """Possible for 14 days. People who have joined meanwhile stay and are counted as `kept`."""
    require_organisation(call, PERMISSION, organisation_id)

    def undo(session: Session) -> RosterFacts:
        current = _get_roster(session, organisation_id, roster_id)
        request_undo(session, current, undone_by=call.program.person_id, now=call.now)
        session.flush()
        return roster_facts(session, _get_roster(session, organisation_id, roster_id))

    return write_idempotently(call, "undo_roster", undo)


def _get_roster(session: Session, organisation_id: UUID, roster_id: UUID) -> RosterView:
    return roster_view(session, roster_id, organisation_id=organisation_id)


def _require_valid(session: Session, draft: RosterView) -> None:
    preview = drafts.preview_draft(session, draft)
    if preview.problems or preview.duplicates:
        count = preview.counts["wrong"] + preview.counts["duplicate"]
        raise ApiProblem(HTTPStatus.CONFLICT, "roster-has-wrong-rows", rows=count)


def _find_cohort(session: Session, organisation_id: UUID, text: str | None) -> UUID | None:
    if text is None:
        return None
    cohorts = cohorts_of(session, [organisation_id], language="id")
    ids = {str(cohort.id): cohort.id for cohort in cohorts}
    if text.lower() not in ids:
        raise ApiProblem(HTTPStatus.NOT_FOUND, "cohort-gone")
    return ids[text.lower()]
