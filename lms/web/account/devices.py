"""Pages of the devices on which a person is signed in."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.sessions import queries, service
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.account.blueprint import bp


@bp.get("/account/devices")
def devices() -> ResponseReturnValue:
    """List the devices."""
    person = current_person()
    sessions = queries.devices_of(db.session(), person.id, now=utc_now())
    own = [device for device in sessions if device.id == person.session_id]
    others = [device for device in sessions if device.id != person.session_id]
    return render_template("account/devices.html", own=own, others=others)


@bp.post("/account/devices/<uuid:session_id>/end")
def end_device(session_id: UUID) -> ResponseReturnValue:
    """Sign out another device."""
    person = current_person()
    with transaction() as session:
        service.end_device(session, session_id, person_id=person.id, now=utc_now())
    flash(_("That device is signed out."))
    return redirect(url_for(".devices"), 303)
