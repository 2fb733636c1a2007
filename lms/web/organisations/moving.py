"""An organisation is put below another one, or at the top: at once, or once both places agree."""

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
    """A move with who asked for it, and who has agreed and may still do so."""

    move: RequestedMove
    person: PersonProfile
    agreed: MoveApprovals


class MoveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """By NPSN, whole name, or the id in the address of its page; nothing means the top."""

    parent: Any = StringField(
        _l("Below which organisation"), [OneLine(MAX_NAME_LENGTH, is_required=False)]
    )


@bp.route("/<uuid:organisation_id>/move", methods=["GET", "POST"])
def move(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("organisation.edit", organisation_id)
    form = MoveForm(parent=access.organisation.parent_name or "")
    if request.method == "GET":
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
    ) as refused:
        form.parent.errors = [error_text(refused, is_top=not (form.parent.data or "").strip())]
        return show_move(access, form), 422
    if waits:
        flash(_("Asked. It moves as soon as both places have agreed."))
        return redirect(url_for(".move", organisation_id=organisation_id), 303)
    flash(_("It is moved, with all below it."))
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
    flash(_("Taken back. Everything stays where it is."))
    return redirect(url_for(".move", organisation_id=organisation_id), 303)


@bp.post("/requests/moves/<uuid:move_id>/answer")
def answer(move_id: UUID) -> ResponseReturnValue:
    """By whoever approves where it stands or where it goes; for others there is no such move."""
    person = current_person()
    asked = moves.get_move(db.session(), move_id)
    if not (approves_at(person, asked.from_id) or approves_at(person, asked.to_id)):
        raise MoveNotFound()
    given = request.form.get("answer", "")
    if given not in ANSWERS:
        return redirect(url_for(".requests"), 303)
    with transaction() as session:
        has_moved = answer_move(
            session, move_id, answer=cast(Answer, given), answered_by=person.id, now=utc_now()
        )
    if given == "refused":
        flash(_("Refused. It stays where it is."))
    elif has_moved:
        flash(_("It is moved, with all below it."))
    else:
        flash(_("Agreed. It moves as soon as the other place agrees as well."))
    return redirect(url_for(".requests"), 303)


def approves_at(person: SignedInPerson, place: UUID | None) -> bool:
    """None is the top of the tree, for which administrators answer."""
    if place is None:
        return person.may(APPROVE)
    return person.may(APPROVE, "organisation", place, ancestor_ids(db.session(), place))


def moves_to_answer(person: SignedInPerson, tops: Collection[UUID] | None) -> list[WaitingMove]:
    """Those that wait for an agreement which this person can give."""
    found = []
    for asked in moves.open_moves(db.session(), tops):
        waiting = _waiting(asked)
        lacks_giver = not waiting.agreed.given_by and approves_at(person, asked.from_id)
        if lacks_giver or (not waiting.agreed.taken_by and approves_at(person, asked.to_id)):
            found.append(waiting)
    return found


def find_parent(text: str) -> UUID | None:
    return find_organisation(db.session(), text).id if text.strip() else None


def error_text(refused: LmsError, *, is_top: bool) -> str:
    """A search that finds none, or two of one name, is told in words of its own."""
    if isinstance(refused, OrganisationNotFound):
        return str(
            _(
                "No organisation has exactly this name, or more than one has. Take its NPSN, or "
                "the id in the address of its page."
            )
        )
    if isinstance(refused, OrganisationAlreadyThere) and is_top:
        return str(_("It is at the top already."))
    return error_message(refused)


def show_move(access: Access, form: MoveForm) -> str:
    latest = moves.latest_move(db.session(), access.organisation.id)
    return render_template(
        "organisations/move.html",
        form=form,
        organisation=access.organisation,
        latest=_waiting(latest) if latest else None,
    )


def _waiting(asked: RequestedMove) -> WaitingMove:
    session = db.session()
    return WaitingMove(
        asked, person_profile(session, asked.asked_by), current_approvals(session, asked)
    )
