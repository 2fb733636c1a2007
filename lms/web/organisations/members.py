"""Pages of members: list, invitation, unit, sign-in links, coordination, end of membership."""

from uuid import UUID

from flask import after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from courses.cohorts.queries import CohortView, cohorts_of
from lms.accounts.queries import person_profile
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.tokens import new_token
from lms.organisations.invitations.service import revoke_invitation
from lms.organisations.members.queries import Member, member
from lms.organisations.members.service import assign_unit
from lms.web.access.new_role import warn_without_way_in
from lms.web.account.channels import can_send
from lms.web.account.links import forbid_caching
from lms.web.admin.one_time_links import store_link, take_link
from lms.web.organisations.access import Access, require_in
from lms.web.organisations.blueprint import bp
from lms.web.organisations.forms import InviteForm, MemberContactForm, UnitForm
from lms.web.texts.language import current_language
from lms.workflows.organisations.coordinators import end_membership, transfer_coordination
from lms.workflows.organisations.in_person_links import can_have_link, make_link_for_member
from lms.workflows.organisations.join_organisation import invite_person
from lms.workflows.organisations.member_lists import member_list
from lms.workflows.rosters.correct_contact import correctable_contact


@bp.get("/<uuid:organisation_id>/members")
def members(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.see", organisation_id)
    return render_template(
        "organisations/members.html",
        organisation=access.organisation,
        people=member_list(db.session(), organisation_id),
        now=utc_now(),
        may=access.may,
    )


@bp.get("/<uuid:organisation_id>/members/<uuid:person_id>", endpoint="one_member")
def member_page(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.see", organisation_id)
    membership = member(db.session(), person_id=person_id, organisation_id=organisation_id)
    return show_member(access, person_id, unit_form(membership))


@bp.post("/<uuid:organisation_id>/members/<uuid:person_id>/place", endpoint="place")
def change_unit(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.import", organisation_id)
    form = UnitForm()
    if not form.validate():
        return show_member(access, person_id, form), 422
    with transaction() as session:
        assign_unit(
            session,
            person_id=person_id,
            organisation_id=organisation_id,
            unit=form.unit.data,
            group_name=form.group_name.data,
            placed_by=access.person.id,
            now=utc_now(),
        )
    flash(_("Saved."))
    return redirect(url_for(".members", organisation_id=organisation_id), 303)


@bp.post("/<uuid:organisation_id>/members/<uuid:person_id>/link")
def make_link(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Make a sign-in link for a member; their page shows it once."""
    access = require_in("person.make-link", organisation_id)
    token = new_token()
    with transaction() as session:
        make_link_for_member(
            session,
            person_id=person_id,
            organisation_id=organisation_id,
            grants_roles=access.person.may("role.grant"),
            token=token,
            made_by=access.person.id,
            now=utc_now(),
        )
    store_link(person_id, f"/link/{token}")
    address = url_for(".one_member", organisation_id=organisation_id, person_id=person_id)
    return redirect(address, 303)


@bp.post("/<uuid:organisation_id>/members/<uuid:person_id>/end")
def end_member(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    access = require_in("member.end", organisation_id)
    with transaction() as session:
        end_membership(
            session,
            person_id=person_id,
            organisation_id=organisation_id,
            ended_by=access.person.id,
            now=utc_now(),
        )
        revoke_invitation(
            session,
            organisation_id=organisation_id,
            person_id=person_id,
            revoked_by=access.person.id,
            now=utc_now(),
        )
    flash(_("The membership has ended. The person keeps account, progress and certificates."))
    return redirect(url_for(".members", organisation_id=organisation_id), 303)


@bp.post("/<uuid:organisation_id>/members/<uuid:person_id>/hand-over")
def give_role(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    access = require_in("organisation.hand-over", organisation_id)
    with transaction() as session:
        transfer_coordination(
            session,
            organisation_id=organisation_id,
            receiver_id=person_id,
            given_by=access.person.id,
            now=utc_now(),
        )
    flash(_("The role is handed over."))
    warn_without_way_in(person_id)
    return redirect(url_for(".mine"), 303)


@bp.route("/<uuid:organisation_id>/invite", methods=["GET", "POST"])
def invite(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("member.invite", organisation_id)
    cohorts = cohorts_of(db.session(), [organisation_id], language=current_language())
    form = InviteForm(cohort=request.args.get("class", ""))
    form.cohort.choices = cohort_choices(cohorts)
    page, organisation = "organisations/invite.html", access.organisation
    if request.method != "POST":
        return render_template(page, form=form, organisation=organisation)
    if not form.validate():
        return render_template(page, form=form, organisation=organisation), 422
    with transaction() as session:
        invitation_id = invite_person(
            session,
            organisation_id=organisation_id,
            cohort_id=chosen_cohort(form.cohort.data, cohorts),
            name=form.name.data,
            contact=form.read,
            made_by=access.person.id,
            is_sent=can_send(form.read),
            now=utc_now(),
        )
    address = url_for(
        ".invitation_link", organisation_id=organisation_id, invitation_id=invitation_id
    )
    return redirect(address, 303)


@bp.post("/<uuid:organisation_id>/invitations/<uuid:person_id>/revoke")
def revoke(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    access = require_in("member.invite", organisation_id)
    with transaction() as session:
        revoke_invitation(
            session,
            organisation_id=organisation_id,
            person_id=person_id,
            revoked_by=access.person.id,
            now=utc_now(),
        )
    flash(_("The invitation is taken back."))
    return redirect(url_for(".members", organisation_id=organisation_id), 303)


def unit_form(membership: Member) -> UnitForm:
    """The form with unit and group as they are."""
    return UnitForm(unit=membership.unit or "", group_name=membership.group_name or "")


def show_member(
    access: Access, person_id: UUID, form: UnitForm, contact_form: MemberContactForm | None = None
) -> str:
    """The page of a member, with a form for the contact if it may be corrected."""
    organisation = access.organisation
    after_this_request(forbid_caching)
    session = db.session()
    membership = member(session, person_id=person_id, organisation_id=organisation.id)
    may_grant = access.person.may("role.grant")
    return render_template(
        "organisations/member.html",
        form=form,
        contact_form=contact_form or _contact_form(access, person_id),
        organisation=organisation,
        member=membership,
        name=person_profile(session, person_id).name,
        is_self=person_id == access.person.id,
        link=take_link(person_id),
        may_link=access.may("person.make-link")
        and can_have_link(session, membership, grants_roles=may_grant),
        may=access.may,
    )


def _contact_form(access: Access, person_id: UUID) -> MemberContactForm | None:
    if not access.may("roster.import"):
        return None
    contact = correctable_contact(db.session(), person_id, access.organisation.id)
    return MemberContactForm(contact=contact) if contact else None


def cohort_choices(cohorts: list[CohortView]) -> list[SelectChoice]:
    """Choices of a field for the cohort, with "no cohort" first."""
    choices = [SelectChoice(str(cohort.id), cohort.name) for cohort in cohorts]
    return [SelectChoice("", _("No cohort")), *choices]


def chosen_cohort(text: str | None, cohorts: list[CohortView]) -> UUID | None:
    """Id of the chosen cohort; None where it is not one of these cohorts."""
    return next((cohort.id for cohort in cohorts if str(cohort.id) == text), None)
