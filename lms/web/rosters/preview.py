"""A roster before, while and after it is taken in: looked at, corrected, confirmed, undone."""

from typing import Final
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.queries import cohorts_of
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.roster.queries import RosterView, roster, stored_rows
from lms.organisations.roster.service import discard_draft
from lms.organisations.roster.undo_queries import undo_counts
from lms.web.account.channels import can_send_any
from lms.web.organisations.access import Access, require_in
from lms.web.organisations.members import chosen_cohort
from lms.web.rosters.blueprint import bp
from lms.web.rosters.corrections import has_rounded_number, parse_corrections, wrong_lines
from lms.web.rosters.labels import COLUMN_LABELS, STATES
from lms.web.texts.language import current_language
from lms.workflows.rosters import bulk_enrolment
from lms.workflows.rosters import undo as undo_enrolment

MAX_NAMES: Final = 100  # people by name


@bp.get("/<uuid:organisation_id>/roster/<uuid:roster_id>")
def look(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.import", organisation_id)
    found = roster(db.session(), roster_id, organisation_id=organisation_id)
    return _draft(access, found) if found.state == "draft" else _result(access, found)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/cells")
def correct(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    require_in("roster.import", organisation_id)
    draft = roster(db.session(), roster_id, organisation_id=organisation_id)
    corrected = parse_corrections(request.form)
    with transaction() as session:
        bulk_enrolment.correct_lines(session, draft, corrected)
    return _to(draft)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/confirm")
def confirm(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.import", organisation_id)
    draft = roster(db.session(), roster_id, organisation_id=organisation_id)
    corrected = parse_corrections(request.form)
    if bulk_enrolment.has_corrections(db.session(), draft, corrected):
        return _corrected_first(draft, corrected)
    classes = cohorts_of(db.session(), [organisation_id], language=current_language())
    with transaction() as session:
        bulk_enrolment.confirm_roster(
            session,
            draft,
            cohort_id=chosen_cohort(request.form.get("cohort"), classes),
            is_sent=bool(request.form.get("send")) and can_send_any(),
            confirmed_by=access.person.id,
            now=utc_now(),
        )
    return _to(draft)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/undo")
def undo(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.import", organisation_id)
    found = roster(db.session(), roster_id, organisation_id=organisation_id)
    with transaction() as session:
        undo_enrolment.request_undo(session, found, undone_by=access.person.id, now=utc_now())
    return _to(found)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/throw-away")
def discard(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    require_in("roster.import", organisation_id)
    draft = roster(db.session(), roster_id, organisation_id=organisation_id)
    with transaction() as session:
        discard_draft(session, draft.id, now=utc_now())
    flash(_("The roster is thrown away. Nobody was written down."))
    return redirect(url_for(".bring", organisation_id=organisation_id), 303)


def _corrected_first(
    draft: RosterView, corrected: dict[int, dict[int, str]]
) -> ResponseReturnValue:
    """Whoever typed corrections and confirmed at once sees first what they come to."""
    with transaction() as session:
        bulk_enrolment.correct_lines(session, draft, corrected)
    flash(_("Your corrections are kept. Look once more, then confirm."))
    return _to(draft)


def _to(found: RosterView) -> ResponseReturnValue:
    address = url_for(".look", organisation_id=found.organisation_id, roster_id=found.id)
    return redirect(address, 303)


def _draft(access: Access, draft: RosterView) -> str:
    preview = bulk_enrolment.preview_draft(db.session(), draft)
    return render_template(
        "rosters/preview.html",
        organisation=access.organisation,
        draft=draft,
        preview=preview,
        shown=wrong_lines(preview),
        has_rounded=has_rounded_number(preview),
        columns=COLUMN_LABELS,
        classes=cohorts_of(db.session(), [access.organisation.id], language=current_language()),
        can_send=can_send_any(),
        most=MAX_NAMES,
    )


def _result(access: Access, found: RosterView) -> str:
    is_undoable = found.state in ("done", "stopped") and found.expires_at > utc_now()
    is_remembered = found.state in ("done", "stopped", "undone") and found.expires_at > utc_now()
    kept = (
        stored_rows(db.session(), found, states=("kept",), most=MAX_NAMES) if is_remembered else []
    )
    return render_template(
        "rosters/result.html",
        organisation=access.organisation,
        roster=found,
        state=STATES[found.state],
        progress=bulk_enrolment.progress(db.session(), found.id),
        kept=[row.texts[0] for row in kept],
        is_undoable=is_undoable,
        would=undo_counts(db.session(), found) if is_undoable else None,
    )
