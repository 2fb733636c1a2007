"""An organisation is put below another one, or at the top."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.organisations.errors import (
    MoveNeedsBoth,
    OrganisationInItself,
    OrganisationNotApproved,
    OrganisationNotFound,
)
from lms.organisations.kinds import LONGEST_NAME
from lms.organisations.queries import organisation_named
from lms.web.messages import message
from lms.web.organisations.access import Access, require_in
from lms.web.organisations.blueprint import bp
from lms.web.text_rules import OneLine
from lms.workflows.move_organisation import move_below


class MoveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """By NPSN, whole name, or the id in the address of its page; nothing means the top."""

    parent: Any = StringField(
        _l("Below which organisation"), [OneLine(LONGEST_NAME, is_needed=False)]
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
            move_below(
                session,
                organisation_id,
                parent_id=parent_named(form.parent.data or ""),
                moved_by=access.person.id,
                now=utc_now(),
            )
    except (
        MoveNeedsBoth,
        OrganisationInItself,
        OrganisationNotApproved,
        OrganisationNotFound,
    ) as refused:
        form.parent.errors = [told(refused)]
        return show_move(access, form), 422
    flash(_("It is moved, with all below it."))
    return redirect(url_for(".overview", organisation_id=organisation_id), 303)


def parent_named(text: str) -> UUID | None:
    return organisation_named(db.session(), text).id if text.strip() else None


def told(refused: LmsError) -> str:
    """A search that finds none, or two of one name, is told in words of its own."""
    if isinstance(refused, OrganisationNotFound):
        return str(_("No organisation, or more than one, has this name. Take its NPSN instead."))
    return message(refused)


def show_move(access: Access, form: MoveForm) -> str:
    return render_template("organisations/move.html", form=form, organisation=access.organisation)
