"""An administrator creates a one-time address; the platform opens it and registers there."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from time import monotonic
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from lms.accounts.lti import platforms, registrations
from lms.accounts.lti.errors import (
    LtiPlatformInvalid,
    LtiPlatformTaken,
    LtiRegistrationInUse,
    LtiRegistrationUnknown,
)
from lms.accounts.lti.limits import MAX_NAME_LENGTH
from lms.accounts.lti.registrations import Registration
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import csrf, current_ports, db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.kernel.tokens import hash_token
from lms.kernel.urls import origin_of
from lms.lti.registration import configuration
from lms.web.access.auth import require
from lms.web.access.frames import allow_framing
from lms.web.outgoing_requests import RETRY_AFTER, SitesBusy
from lms.web.texts.error_messages import error_message
from lms.web.texts.text_rules import OneLine

bp = Blueprint("lti_registration", __name__, template_folder="templates")
LIMIT: Final = "30 per minute"
TRIES: Final = "10 per hour"  # of one address
PARAMETERS: Final = ("t", "openid_configuration", "registration_token")


class RegistrationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The name of a platform that will register itself."""

    name = StringField(_l("Name for people"), [OneLine(MAX_NAME_LENGTH)])


@bp.route("/admin/platforms/register", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Create a one-time address. It is shown once, since only its hash is stored."""
    administrator = require("platform.set-up")
    form, address, status = RegistrationForm(), "", HTTPStatus.OK
    if request.method == "POST" and not form.validate():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif request.method == "POST":
        with transaction() as session:
            token = registrations.create_registration(
                session, name=form.name.data, created_by=administrator.id, now=utc_now()
            )
        address = f"{current_ports().public_url}/lti/register?t={token}"
    page = render_template(
        "lti_registration/create.html",
        form=form,
        address=address,
        registrations=registrations.open_registrations(db.session(), now=utc_now()),
    )
    return page, status, {"Cache-Control": "no-store"}


@bp.post("/admin/platforms/register/<uuid:registration_id>/withdraw")
def withdraw(registration_id: UUID) -> ResponseReturnValue:
    """Delete an address that should not be used any more."""
    administrator = require("platform.set-up")
    with transaction() as session:
        registrations.withdraw_registration(
            session, registration_id, withdrawn_by=administrator.id, now=utc_now()
        )
    flash(_("The registration address no longer works."))
    return redirect(url_for(".create"), 303)


def posted_token() -> str:
    """What tries are counted by: the hash of the token."""
    return hash_token(request.values.get("t", ""))


def counts_as_try(response: Response) -> bool:
    """Whether a platform was asked; it was not in a busy moment."""
    return response.status_code != HTTPStatus.SERVICE_UNAVAILABLE


@bp.route("/lti/register", methods=["GET", "POST"])
@limiter.limit(LIMIT)
@limiter.limit(TRIES, key_func=posted_token, methods=["POST"], deduct_when=counts_as_try)
def register() -> ResponseReturnValue:
    """Ask once more, then register. The token in the address is the authority."""
    values = {name: request.values.get(name, "") for name in PARAMETERS}
    host = platform_host(values["openid_configuration"])
    allow_framing(host)
    try:
        registration = registrations.open_registration(db.session(), values["t"], now=utc_now())
    except LtiRegistrationUnknown as error:
        return show("refused", HTTPStatus.FORBIDDEN, text=error_message(error))
    except LtiRegistrationInUse as error:
        return show("busy", HTTPStatus.SERVICE_UNAVAILABLE, text=error_message(error))
    if host is None:
        return show("opened-here", HTTPStatus.BAD_REQUEST)
    if request.method != "POST":
        return show("ask", HTTPStatus.OK, host=host, values=values, name=registration.name)
    return finish(registration, values)


csrf.exempt(register)  # the token is the authority, and frames may keep no cookie


def platform_host(url: str) -> str | None:
    """The origin of a platform's configuration, or None for an address that is not safe."""
    try:
        return platforms.parse_origin(origin_of(url), is_trial=current_ports().is_loopback)
    except ValueError:
        return None


def finish(registration: Registration, values: Mapping[str, str]) -> ResponseReturnValue:
    """Exchange the configurations, and store the platform until it is approved."""
    taken_at = utc_now()
    try:
        with transaction() as session:
            registrations.take_registration(session, registration.id, now=taken_at)
        db.session().rollback()  # no connection waits for the platform
        deadline = monotonic() + configuration.SECONDS
        platform = configuration.read_configuration(
            values["openid_configuration"], deadline=deadline
        )
        tool = configuration.register_tool(
            platform, values["registration_token"], deadline=deadline
        )
        details = configuration.platform_details(registration.name, platform, tool)
        with transaction() as session:
            platforms.refuse_conflict(session, details)
            platform_id = platforms.add_platform(
                session,
                details,
                added_by=registration.created_by,
                now=utc_now(),
                active=False,
            )
            registrations.finish_registration(
                session, registration.id, platform_id, taken_at=taken_at
            )
    except LtiRegistrationUnknown as error:
        return show("refused", HTTPStatus.FORBIDDEN, text=error_message(error))
    except SitesBusy as error:
        release(registration, taken_at)
        return show("busy", HTTPStatus.SERVICE_UNAVAILABLE, text=error_message(error))
    except (FetchFailed, LtiPlatformInvalid, LtiPlatformTaken) as error:
        release(registration, taken_at)
        code = error.parameters.get("reason") or error.parameters.get("field") or error.code
        return show("failed", HTTPStatus.BAD_GATEWAY, text=error_message(error), code=code)
    return show("done", HTTPStatus.CREATED, name=registration.name)


def release(registration: Registration, taken_at: datetime) -> None:
    """Let the address be used again."""
    with transaction() as session:
        registrations.release_registration(session, registration.id, taken_at=taken_at)


def show(step: str, status: HTTPStatus, **values: object) -> ResponseReturnValue:
    """A page of the registration. It keeps its opener, which waits for a message."""
    page = render_template("lti_registration/register.html", step=step, **values)
    headers = {"Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "unsafe-none"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers |= RETRY_AFTER
    return page, status, headers
