"""Pages of one roster: preview, correct, confirm, undo and discard."""

from typing import Final
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.queries import cohorts_of
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.roster.lines import RosterSource
from lms.organisations.roster.queries import RosterView, roster, sources_of, stored_rows
from lms.organisations.roster.service import discard_draft
from lms.organisations.roster.undo_queries import undo_counts
from lms.web.account.channels import can_send_any
from lms.web.organisations.access import Access, require_in
from lms.web.organisations.members import chosen_cohort
from lms.web.rosters.blueprint import bp
from lms.web.rosters.corrections import (
    has_rounded_number,
    left_out_lines,
    parse_corrections,
    wrong_lines,
)
from lms.web.rosters.labels import COLUMN_LABELS, OUTCOMES, STATES
from lms.web.texts.language import current_language
from lms.workflows.rosters.batches import import_progress
from lms.workflows.rosters.drafts import (
    Corrections,
    confirm_roster,
    correct_lines,
    has_corrections,
    preview_draft,
)
from lms.workflows.rosters.listing import MAX_LISTED, Listing
from lms.workflows.rosters.undo import request_undo

MAX_NAMES: Final = 100  # people listed by name on a page
MAX_PAGE: Final = 10_000


@bp.get("/<uuid:organisation_id>/roster/<uuid:roster_id>", endpoint="look")
def show_roster(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """The preview of a draft, or the result of a confirmed roster."""
    access = require_in("roster.import", organisation_id)
    view = roster(db.session(), roster_id, organisation_id=organisation_id)
    return _preview_page(access, view) if view.state == "draft" else _result_page(access, view)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/cells")
def correct(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """Store corrected cells and show the preview again."""
    require_in("roster.import", organisation_id)
    draft = roster(db.session(), roster_id, organisation_id=organisation_id)
    with transaction() as session:
        correct_lines(session, draft, parse_corrections(request.form))
    return _redirect_to(draft)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/confirm")
def confirm(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """Start the import. Corrections in the same form are stored and previewed first."""
    access = require_in("roster.import", organisation_id)
    draft = roster(db.session(), roster_id, organisation_id=organisation_id)
    corrections = parse_corrections(request.form)
    if has_corrections(db.session(), draft, corrections):
        return _correct_first(draft, corrections)
    cohorts = cohorts_of(db.session(), [organisation_id], language=current_language())
    with transaction() as session:
        confirm_roster(
            session,
            draft,
            cohort_id=chosen_cohort(request.form.get("cohort"), cohorts),
            is_sent=bool(request.form.get("send")) and can_send_any(),
            confirmed_by=access.person.id,
            now=utc_now(),
        )
    return _redirect_to(draft)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/undo")
def undo(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """Start the undo of an imported roster."""
    access = require_in("roster.import", organisation_id)
    view = roster(db.session(), roster_id, organisation_id=organisation_id)
    with transaction() as session:
        request_undo(session, view, undone_by=access.person.id, now=utc_now())
    return _redirect_to(view)


@bp.post("/<uuid:organisation_id>/roster/<uuid:roster_id>/throw-away")
def discard(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """Delete a draft."""
    require_in("roster.import", organisation_id)
    draft = roster(db.session(), roster_id, organisation_id=organisation_id)
    with transaction() as session:
        discard_draft(session, draft.id, now=utc_now())
    flash(_("The roster was discarded. Nobody was added."))
    return redirect(url_for(".bring", organisation_id=organisation_id), 303)


def _correct_first(draft: RosterView, corrections: Corrections) -> ResponseReturnValue:
    with transaction() as session:
        correct_lines(session, draft, corrections)
    flash(_("Your corrections are saved. Check once more, then confirm."))
    return _redirect_to(draft)


def _redirect_to(view: RosterView) -> ResponseReturnValue:
    address = url_for(".look", organisation_id=view.organisation_id, roster_id=view.id)
    return redirect(address, 303)


def _source(view: RosterView) -> RosterSource:
    return sources_of(db.session(), [view]).get(view.id, RosterSource())


def _preview_page(access: Access, draft: RosterView) -> str:
    page = max(1, min(request.args.get("page", 1, type=int), MAX_PAGE))
    listing = Listing(request.args.get("q", "")[:100], MAX_LISTED * (page - 1))
    preview = preview_draft(db.session(), draft, listing=listing)
    return render_template(
        "rosters/preview.html",
        organisation=access.organisation,
        draft=draft,
        source=_source(draft),
        preview=preview,
        wrong_lines=wrong_lines(preview.problems),
        noted_lines=wrong_lines(preview.notes),
        q=listing.text,
        page=page,
        pages=-(-preview.matching // MAX_LISTED),
        outcomes=OUTCOMES,
        has_rounded=has_rounded_number(preview),
        columns=COLUMN_LABELS,
        cohorts=cohorts_of(db.session(), [access.organisation.id], language=current_language()),
        can_send=can_send_any(),
        max_names=MAX_NAMES,
    )


def _result_page(access: Access, view: RosterView) -> str:
    is_undoable = view.state in ("done", "stopped") and view.expires_at > utc_now()
    has_rows = view.state in ("done", "stopped", "undone") and view.expires_at > utc_now()
    preview = preview_draft(db.session(), view) if has_rows and view.state != "undone" else None
    kept = stored_rows(db.session(), view, states=("kept",), limit=MAX_NAMES) if has_rows else []
    return render_template(
        "rosters/result.html",
        organisation=access.organisation,
        roster=view,
        source=_source(view),
        state=STATES[view.state],
        progress=import_progress(db.session(), view.id),
        kept=[row.texts[0] for row in kept],
        left_out=left_out_lines(preview) if preview else [],
        is_undoable=is_undoable,
        undo=undo_counts(db.session(), view) if is_undoable else None,
    )
