"""Correct the contact of a member who has not joined."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.errors import ContactUnchanged
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.members.queries import member
from lms.organisations.roster.errors import ContactNotCorrectable
from lms.web.account.channels import can_send
from lms.web.organisations.access import require_in
from lms.web.organisations.blueprint import bp
from lms.web.organisations.forms import MemberContactForm
from lms.web.organisations.members import show_member, unit_form
from lms.workflows.rosters.correct_contact import correct_contact, correctable_contact


@bp.post("/<uuid:organisation_id>/members/<uuid:person_id>/contact", endpoint="contact")
def change_contact(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Replace the contact, and show the new link of the person."""
    access = require_in("roster.import", organisation_id)
    membership = member(db.session(), person_id=person_id, organisation_id=organisation_id)
    if correctable_contact(db.session(), person_id, organisation_id) is None:
        raise ContactNotCorrectable()
    form = MemberContactForm()
    if not form.validate():
        return show_member(access, person_id, unit_form(membership), form), 422
    cell = form.cell
    try:
        with transaction() as session:
            correction = correct_contact(
                session,
                person_id=person_id,
                organisation_id=organisation_id,
                cell=cell,
                corrected_by=access.person.id,
                is_sent=can_send(cell.contact),
                now=utc_now(),
            )
    except ContactUnchanged:
        form.contact.errors = [_("They have this contact already.")]
        return show_member(access, person_id, unit_form(membership), form), 422
    if correction.invitation_id is None:
        removed = _("Another member has this contact. The double entry is removed.")
        kept = _(
            "Another member has this contact. This entry stays; links to its contact are closed."
        )
        flash(removed if correction.is_removed else kept)
        return redirect(url_for(".members", organisation_id=organisation_id), 303)
    flash(_("The new contact is invited. Links to the old one no longer work."))
    address = url_for(
        ".invitation_link",
        organisation_id=organisation_id,
        invitation_id=correction.invitation_id,
    )
    return redirect(address, 303)
