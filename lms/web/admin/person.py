"""A person's page for staff: roles, links, suspension."""

from uuid import UUID

from flask import after_this_request, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import queries, service
from lms.accounts.provinces import PROVINCES
from lms.accounts.roles import queries as role_queries
from lms.accounts.sign_in.service import make_link_in_person
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.kernel.merged_accounts import current_account
from lms.kernel.tokens import new_token
from lms.web.access.auth import SignedInPerson, require
from lms.web.account.forms import AUDIENCE_LABELS
from lms.web.account.links import forbid_caching
from lms.web.admin.blueprint import bp
from lms.web.admin.one_time_links import store_link, take_link
from lms.web.admin.role_form import GrantForm, label_grants
from lms.web.texts.language import current_language


@bp.get("/people/<uuid:person_id>")
def person(person_id: UUID) -> ResponseReturnValue:
    return render_person(require("person.find"), person_id, GrantForm())


def render_person(reader: SignedInPerson, person_id: UUID, form: GrantForm) -> str:
    """Render the page with a form, also for a rejected one. Access is recorded."""
    after_this_request(forbid_caching)
    with transaction() as session:
        profile = queries.person_profile(session, person_id)
        merged_id = current_account(session, person_id)
        merged_into = None
        if merged_id != person_id:
            merged_into = queries.person_profile(session, merged_id)
        service.record_staff_access(
            session, reader_id=reader.id, person_id=person_id, now=utc_now()
        )
    province = PROVINCES.get(profile.province_code or "")
    return render_template(
        "admin/person.html",
        form=form,
        profile=profile,
        merged_into=merged_into,
        audience=AUDIENCE_LABELS.get(profile.audience or ""),
        province=province.name(current_language()) if province else None,
        grants=label_grants(role_queries.open_grants(db.session(), person_id)),
        link=take_link(person_id),
        may_grant=reader.may("role.grant") and merged_into is None,
        may_carry=reader.may("answers.carry"),
        may_give_time=reader.may("extra-time.grant"),
        may_see_certificates=reader.may("certificate.see"),
        may_suspend=reader.may("person.suspend") and reader.id != person_id and merged_into is None,
        may_link=may_make_link(reader, person_id) and profile.is_active,
    )


@bp.post("/people/<uuid:person_id>/link")
def make_link(person_id: UUID) -> ResponseReturnValue:
    maker = require("person.make-link")
    if not may_make_link(maker, person_id):
        raise NotAllowed(permission="role.grant")
    token = new_token()
    with transaction() as session:
        make_link_in_person(session, person_id, token=token, made_by=maker.id, now=utc_now())
    store_link(person_id, f"/link/{token}")
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.post("/people/<uuid:person_id>/suspend")
def suspend(person_id: UUID) -> ResponseReturnValue:
    staff = require("person.suspend")
    with transaction() as session:
        service.suspend_person(session, person_id, suspended_by=staff.id, now=utc_now())
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.post("/people/<uuid:person_id>/reinstate")
def reinstate(person_id: UUID) -> ResponseReturnValue:
    staff = require("person.suspend")
    with transaction() as session:
        service.reinstate_person(session, person_id, reinstated_by=staff.id, now=utc_now())
    return redirect(url_for(".person", person_id=person_id), 303)


def may_make_link(maker: SignedInPerson, person_id: UUID) -> bool:
    """Whether `maker` may create links for a person; for staff only with `role.grant`.

    A link gives access to the account of its person.
    """
    if maker.may("role.grant"):
        return True
    is_staff = role_queries.is_staff(db.session(), person_id)
    return maker.may("person.make-link") and not is_staff
