"""Join with an invitation. The page names the inviting organisation; the link works once."""

from flask import after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.queries import cohort_name
from lms.accounts import queries, service
from lms.accounts.queries import PersonProfile
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.invitations.errors import InvitationForAnother
from lms.organisations.invitations.queries import OpenInvitation, invited_name, open_invitation
from lms.web.access.auth import current_person, current_person_or_none
from lms.web.account.links import forbid_caching
from lms.web.account.security import begin_session, hash_password
from lms.web.joining.blueprint import bp
from lms.web.joining.check_in_note import waiting_check_in
from lms.web.joining.forms import NewMemberForm
from lms.web.texts.language import current_language
from lms.workflows.cohorts.roster_learners import take_row
from lms.workflows.organisations.join_organisation import (
    accept_invitation,
    claim_account,
    is_unclaimed,
)


@bp.route("/invitation/<token>", methods=["GET", "POST"], endpoint="invitation")
def show_invitation(token: str) -> ResponseReturnValue:
    """New people choose a password here; people with an account sign in and accept."""
    after_this_request(forbid_caching)
    invitation = open_invitation(db.session(), token, now=utc_now())
    person = queries.active_profile(db.session(), invitation.person_id)
    if is_unclaimed(db.session(), person.id):
        return welcome(token, invitation, person)
    if request.method == "POST":
        return accept(token)
    reader = current_person_or_none()
    if reader is not None and reader.id != person.id:
        raise InvitationForAnother()
    here = url_for(".invitation", token=token)
    name_of_cohort = cohort_name(db.session(), invitation.cohort_id)
    return render_template(
        "joining/invitation.html",
        invitation=invitation,
        person=reader,
        here=here,
        cohort_name=name_of_cohort,
    )


def accept(token: str) -> ResponseReturnValue:
    """Accept the invitation as the signed-in person."""
    reader = current_person()
    with transaction() as session:
        accept_invitation(session, token=token, person_id=reader.id, now=utc_now())
    flash(_("You have joined."))
    return redirect(waiting_check_in() or "/home", 303)


@bp.post("/invitation/<token>/own-account")
def use_own_account(token: str) -> ResponseReturnValue:
    """Join as the signed-in person, who takes the row that the link is for."""
    reader = current_person()
    with transaction() as session:
        take_row(session, token=token, person_id=reader.id, now=utc_now())
    flash(_("You have joined."))
    return redirect(waiting_check_in() or "/home", 303)


def welcome(token: str, invitation: OpenInvitation, person: PersonProfile) -> ResponseReturnValue:
    """Claim the account: the person sets name, role, province, password and consents."""
    name = invited_name(db.session(), invitation.id, person_key_id=person.data_key_id)
    form = NewMemberForm(name=name, audience=person.audience, province=person.province_code or "")
    form.known_contact = person.contact.address
    if request.method != "POST":
        return welcome_page(form, invitation)
    if not form.validate():
        return welcome_page(form, invitation), 422
    password_hash, now = hash_password(form.password.data), utc_now()
    with transaction() as session:
        person_id = claim_account(
            session,
            token=token,
            password_hash=password_hash,
            purposes=form.purposes(),
            now=now,
        )
        service.correct_person(
            session,
            person_id,
            name=form.name.data,
            audience=form.audience.data,
            province_code=form.province.data,
            language=current_language(),
            now=now,
        )
    begin_session(person_id, via="link")
    return redirect(waiting_check_in() or "/home", 303)


def welcome_page(form: NewMemberForm, invitation: OpenInvitation) -> str:
    """The form of a new member. Readers who are signed in can use their own account instead."""
    return render_template(
        "joining/new_member.html",
        form=form,
        invitation=invitation,
        reader=current_person_or_none(),
        own_account=url_for(".use_own_account", **(request.view_args or {})),
        contact=form.known_contact,
        cohort_name=cohort_name(db.session(), invitation.cohort_id),
    )
