"""Pages to move an organisation below another one or to the top, and to approve moves."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from lms.accounts.queries import PersonProfile, person_profile
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.organisations.errors import (
    OrganisationAlreadyThere,
    OrganisationInItself,
    OrganisationNotApproved,
    OrganisationNotFound,
)
from lms.organisations.kinds import MAX_NAME_LENGTH
from lms.organisations.moves import queries as moves
from lms.organisations.moves.errors import MoveNotFound, MovePending
from lms.organisations.moves.queries import RequestedMove
from lms.organisations.moves.service import MoveApprovals
from lms.organisations.queries import ancestor_ids, find_organisation
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.organisations.access import Access, require_in
from lms.web.organisations.blueprint import bp
from lms.web.texts.error_messages import error_message
from lms.web.texts.text_rules import OneLine
from lms.workflows.organisations.move_organisation import (
    APPROVE,
    Answer,
    answer_move,
    current_approvals,
    move_or_request,
    withdraw_move,
)

ANSWERS = ("agreed", "refused")


@dataclass(frozen=True, slots=True)
class WaitingMove:
    """A requested move, the person who requested it, and its approvals so far."""

    move: RequestedMove
    person: PersonProfile
    agreed: MoveApprovals


class MoveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The new parent by NPSN, full name or id; empty means the top."""

    parent: Any = StringField(
        _l("Below which organisation"), [OneLine(MAX_NAME_LENGTH, is_required=False)]
    )


@bp.route("/<uuid:organisation_id>/move", methods=["GET", "POST"])
def move(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("organisation.edit", organisation_id)
    form = MoveForm(parent=access.organisation.parent_name or "")
    if request.method != "POST":
        return show_move(access, form)
    if not form.validate():
        return show_move(access, form), 422
    try:
        with transaction() as session:
            waits = move_or_request(
                session,
                organisation_id,
                parent_id=find_parent(form.parent.data or ""),
                requested_by=access.person.id,
                now=utc_now(),
            )
    except (
        MovePending,
        OrganisationInItself,
        OrganisationNotApproved,
        OrganisationNotFound,
        OrganisationAlreadyThere,
    ) as error:
        form.parent.errors = [error_text(error, is_top=not (form.parent.data or "").strip())]
        return show_move(access, form), 422
    if waits:
        flash(_("Requested. The organisation moves once both places have agreed."))
        return redirect(url_for(".move", organisation_id=organisation_id), 303)
    flash(_("Moved, with all organisations below it."))
    return redirect(url_for(".overview", organisation_id=organisation_id), 303)


@bp.post("/<uuid:organisation_id>/move/<uuid:move_id>/withdraw")
def withdraw(organisation_id: UUID, move_id: UUID) -> ResponseReturnValue:
    access = require_in("organisation.edit", organisation_id)
    with transaction() as session:
        withdraw_move(
            session,
            move_id,
            organisation_id=organisation_id,
            withdrawn_by=access.person.id,
            now=utc_now(),
        )
    flash(_("Withdrawn. The organisation does not move."))
    return redirect(url_for(".move", organisation_id=organisation_id), 303)


@bp.post("/requests/moves/<uuid:move_id>/answer")
def answer(move_id: UUID) -> ResponseReturnValue:
    """Agree to a move or refuse it, as approver of the old or the new parent.

    Raises MoveNotFound for other people.
    """
    person = current_person()
    requested = moves.get_move(db.session(), move_id)
    if not (approves_at(person, requested.from_id) or approves_at(person, requested.to_id)):
        raise MoveNotFound()
    given = request.form.get("answer", "")
    if given not in ANSWERS:
        return redirect(url_for(".requests"), 303)
    with transaction() as session:
        has_moved = answer_move(
            session, move_id, answer=cast(Answer, given), answered_by=person.id, now=utc_now()
        )
    if given == "refused":
        flash(_("Refused. The organisation does not move."))
    elif has_moved:
        flash(_("Moved, with all organisations below it."))
    else:
        flash(_("Agreed. The organisation moves once the other place agrees too."))
    return redirect(url_for(".requests"), 303)


def approves_at(person: SignedInPerson, parent_id: UUID | None) -> bool:
    """Whether a person approves moves at this parent; None is the top of the tree."""
    if parent_id is None:
        return person.may(APPROVE)
    return person.may(APPROVE, "organisation", parent_id, ancestor_ids(db.session(), parent_id))


def moves_to_answer(person: SignedInPerson, tops: Collection[UUID] | None) -> list[WaitingMove]:
    """Open moves that lack an approval which this person can give."""
    answerable = []
    for requested in moves.open_moves(db.session(), tops):
        waiting = _waiting(requested)
        lacks_giver = not waiting.agreed.given_by and approves_at(person, requested.from_id)
        if lacks_giver or (not waiting.agreed.taken_by and approves_at(person, requested.to_id)):
            answerable.append(waiting)
    return answerable


def find_parent(text: str) -> UUID | None:
    """Id of the organisation that a text names; None for the top. Raises OrganisationNotFound."""
    return find_organisation(db.session(), text).id if text.strip() else None


def error_text(error: LmsError, *, is_top: bool) -> str:
    """Message for an error at the field of the parent."""
    if isinstance(error, OrganisationNotFound):
        return str(
            _(
                "No organisation has exactly this name, or more than one has. Take its NPSN, or "
                "the id in the address of its page."
            )
        )
    if isinstance(error, OrganisationAlreadyThere) and is_top:
        return str(_("It is at the top already."))
    return error_message(error)


def show_move(access: Access, form: MoveForm) -> str:
    latest = moves.latest_move(db.session(), access.organisation.id)
    return render_template(
        "organisations/move.html",
        form=form,
        organisation=access.organisation,
        latest=_waiting(latest) if latest else None,
    )


def _waiting(requested: RequestedMove) -> WaitingMove:
    session = db.session()
    return WaitingMove(
        requested,
        person_profile(session, requested.asked_by),
        current_approvals(session, requested),
    )
