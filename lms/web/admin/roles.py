"""Grants and ends roles of a person."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.errors import GrantNotFound, ScopeNotFound
from lms.accounts.roles import queries
from lms.accounts.roles import service as roles
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import require
from lms.web.access.new_role import warn_without_way_in
from lms.web.admin.blueprint import bp
from lms.web.admin.person import render_person
from lms.web.admin.role_form import GrantForm
from lms.web.texts.error_messages import error_message
from lms.workflows.accounts.grant_role import grant_role


@bp.post("/people/<uuid:person_id>/roles")
def grant(person_id: UUID) -> ResponseReturnValue:
    granter = require("role.grant")
    form = GrantForm()
    if not form.validate():
        return render_person(granter, person_id, form), 422
    scope_type, scope_id = form.chosen_scope
    try:
        with transaction() as session:
            grant_role(
                session,
                person_id=person_id,
                role=form.role.data,
                scope_type=scope_type,
                scope_id=scope_id,
                granted_by=granter.id,
                now=utc_now(),
            )
    except ScopeNotFound as error:
        form.scope.errors = [error_message(error)]
        return render_person(granter, person_id, form), 422
    flash(_("The role is granted."))
    warn_without_way_in(person_id)
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.post("/people/<uuid:person_id>/roles/<uuid:grant_id>/end")
def end_grant(person_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """Raises GrantNotFound for a grant of another person."""
    ender = require("role.grant")
    if grant_id not in {held.id for held in queries.open_grants(db.session(), person_id)}:
        raise GrantNotFound(grant_id=grant_id)
    with transaction() as session:
        roles.end_role(session, grant_id, ended_by=ender.id, now=utc_now())
    flash(_("The role has ended."))
    return redirect(url_for(".person", person_id=person_id), 303)
