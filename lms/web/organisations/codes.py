"""Pages of cohort codes and personal invitation links, with sheets to print."""

from uuid import UUID

from flask import after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.queries import cohort_name, cohorts_of
from lms.accounts.queries import person_profile
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.cohort_codes.queries import cohort_code, open_codes
from lms.organisations.cohort_codes.service import make_code, revoke_code
from lms.organisations.invitations.queries import get_unused_invitation, invited_name
from lms.organisations.invitations.service import token_of
from lms.web.account.links import forbid_caching
from lms.web.organisations.access import Access, require_in
from lms.web.organisations.blueprint import bp
from lms.web.organisations.forms import CodeForm
from lms.web.organisations.join_links import make_join_link
from lms.web.organisations.members import chosen_cohort, cohort_choices
from lms.web.texts.language import current_language
from lms.workflows.organisations.member_lists import member_list

MAX_SLIPS = 200


@bp.route("/<uuid:organisation_id>/codes", methods=["GET", "POST"])
def codes(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("member.invite", organisation_id)
    cohorts = cohorts_of(db.session(), [organisation_id], language=current_language())
    form = CodeForm(cohort=request.args.get("class", ""))
    form.cohort.choices = cohort_choices(cohorts)
    if request.method != "POST":
        return show_codes(access, form, 200)
    if not form.validate():
        return show_codes(access, form, 422)
    with transaction() as session:
        code_id = make_code(
            session,
            organisation_id=organisation_id,
            cohort_id=chosen_cohort(form.cohort.data, cohorts),
            max_uses=form.max_uses.data,
            days=form.days.data,
            made_by=access.person.id,
            now=utc_now(),
        )
    return redirect(url_for(".sheet", organisation_id=organisation_id, code_id=code_id), 303)


@bp.post("/<uuid:organisation_id>/codes/<uuid:code_id>/revoke")
def end_code(organisation_id: UUID, code_id: UUID) -> ResponseReturnValue:
    access = require_in("member.invite", organisation_id)
    with transaction() as session:
        revoke_code(
            session,
            code_id,
            organisation_id=organisation_id,
            revoked_by=access.person.id,
            now=utc_now(),
        )
    flash(_("Nobody can join with this code any more."))
    return redirect(url_for(".codes", organisation_id=organisation_id), 303)


@bp.get("/<uuid:organisation_id>/codes/<uuid:code_id>")
def sheet(organisation_id: UUID, code_id: UUID) -> ResponseReturnValue:
    """A cohort code with its QR code, to print or send."""
    access = require_in("member.invite", organisation_id)
    after_this_request(forbid_caching)
    code = cohort_code(db.session(), code_id, organisation_id=organisation_id)
    path = url_for("joining.code", code=code.code)
    return render_template(
        "organisations/sheet.html",
        organisation=access.organisation,
        code=code,
        way=make_join_link(
            access.organisation.name,
            path,
            cohort_name=cohort_name(db.session(), code.cohort_id),
            code=code.code,
        ),
        host=host(),
    )


@bp.get("/<uuid:organisation_id>/invitations/<uuid:invitation_id>")
def invitation_link(organisation_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """The invitation link of one person, to print or send."""
    access = require_in("member.invite", organisation_id)
    after_this_request(forbid_caching)
    session = db.session()
    invitation = get_unused_invitation(session, invitation_id, organisation_id=organisation_id)
    name_of_cohort = cohort_name(session, invitation.cohort_id)
    key_id = person_profile(session, invitation.person_id).data_key_id
    return render_template(
        "organisations/invitation_link.html",
        organisation=access.organisation,
        name=invited_name(session, invitation_id, person_key_id=key_id),
        invitation=invitation,
        has_lapsed=invitation.expires_at <= utc_now(),
        way=make_join_link(
            access.organisation.name, invitation_path(invitation_id), cohort_name=name_of_cohort
        ),
    )


@bp.get("/<uuid:organisation_id>/slips")
def slips(organisation_id: UUID) -> ResponseReturnValue:
    """Slips to print, with the personal QR code of each invited person who has not joined."""
    access = require_in("member.invite", organisation_id)
    after_this_request(forbid_caching)
    people, now = member_list(db.session(), organisation_id), utc_now()
    invited = [(member.name, member.invitation) for member in people.members if member.invitation]
    invited += [(invitation.name, invitation) for invitation in people.invited]
    valid = [(name, invitation) for name, invitation in invited if not invitation.has_lapsed(now)]
    shown = valid[:MAX_SLIPS]
    cohorts = cohorts_of(db.session(), [organisation_id], language=current_language())
    cohort_names: dict[UUID | None, str] = {cohort.id: cohort.name for cohort in cohorts}
    return render_template(
        "organisations/slips.html",
        organisation=access.organisation,
        slips=[
            (
                name,
                make_join_link(
                    access.organisation.name,
                    invitation_path(invitation.id),
                    cohort_name=cohort_names.get(invitation.cohort_id, ""),
                ),
            )
            for name, invitation in shown
        ],
        lapsed=len(invited) - len(valid),
        left_out=len(valid) - len(shown),
        host=host(),
    )


def show_codes(access: Access, form: CodeForm, status: int) -> ResponseReturnValue:
    after_this_request(forbid_caching)
    codes = open_codes(db.session(), access.organisation.id, now=utc_now())
    return render_template(
        "organisations/codes.html", form=form, organisation=access.organisation, codes=codes
    ), status


def invitation_path(invitation_id: UUID) -> str:
    """Path of the page that accepts an invitation."""
    return url_for("joining.invitation", token=token_of(db.session(), invitation_id))


def host() -> str:
    """Host name of the platform, which people compare with the address on their phone."""
    return current_ports().public_url.partition("://")[2]
