"""Joining with a personal link. It shows who invites, then asks; it opens once."""

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
from lms.web.joining.forms import NewMemberForm
from lms.web.texts.language import current_language
from lms.workflows.organisations.join_organisation import (
    accept_invitation,
    claim_account,
    is_unclaimed,
)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """A newcomer chooses a password here; whoever has an account signs in and agrees."""
    after_this_request(forbid_caching)
    found = open_invitation(db.session(), token, now=utc_now())
    person = queries.active_profile(db.session(), found.person_id)
    if is_unclaimed(db.session(), person.id):
        return welcome(token, found, person)
    if request.method == "POST":
        return accept(token)
    reader = current_person_or_none()
    if reader is not None and reader.id != person.id:
        raise InvitationForAnother()
    here = url_for(".invitation", token=token)
    class_name = cohort_name(db.session(), found.cohort_id)
    return render_template(
        "joining/invitation.html", found=found, person=reader, here=here, class_name=class_name
    )


def accept(token: str) -> ResponseReturnValue:
    reader = current_person()
    with transaction() as session:
        accept_invitation(session, token=token, person_id=reader.id, now=utc_now())
    flash(_("You have joined."))
    return redirect("/home", 303)


def welcome(token: str, found: OpenInvitation, person: PersonProfile) -> ResponseReturnValue:
    """The first sign-in: name, role, province, password and consent are the person's own."""
    name = invited_name(db.session(), found.id, person_key_id=person.data_key_id)
    form = NewMemberForm(name=name, audience=person.audience, province=person.province_code or "")
    form.known_contact = person.contact.address
    if request.method == "GET":
        return welcome_page(form, found)
    if not form.validate():
        return welcome_page(form, found), 422
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
    return redirect("/home", 303)


def welcome_page(form: NewMemberForm, found: OpenInvitation) -> str:
    return render_template(
        "joining/newcomer.html",
        form=form,
        found=found,
        contact=form.known_contact,
        class_name=cohort_name(db.session(), found.cohort_id),
    )
