"""Pages for administrators: connect learning platforms, and the values that platforms ask for."""

from collections.abc import Collection, Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import StopValidation

from lms.accounts.lti import platforms, queries
from lms.accounts.lti.errors import LtiPlatformInvalid, LtiPlatformTaken
from lms.accounts.lti.limits import MAX_ID_LENGTH, MAX_NAME_LENGTH, MAX_URL_LENGTH
from lms.accounts.lti.platforms import (
    URL_FIELDS,
    PlatformDetails,
    parse_origin,
)
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.registrations import waiting_platforms
from lms.accounts.lti.rejections import rejections
from lms.accounts.lti.roster_queries import rosters
from lms.accounts.lti.scores import count_scores
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.urls import origin_of
from lms.lti.rejection_labels import REASONS, RECEIVED
from lms.web.access.auth import require
from lms.web.texts.error_messages import error_message, message_for_code
from lms.web.texts.text_rules import FreeText, OneLine

bp = Blueprint("lti_admin", __name__, url_prefix="/admin/platforms", template_folder="templates")
LINES = ("name", "issuer", "client_id", *URL_FIELDS)
LISTS = ("frame_origins", "deployment_ids")  # fields with one value in a line
SHARED = ("name", "issuer", "authorization_url", *LISTS)  # by all client ids of a platform


class PlatformForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What an administrator copies from a learning platform."""

    name = StringField(_l("Name for people"), [OneLine(MAX_NAME_LENGTH)])
    issuer = StringField(_l("Issuer (platform id)"), [OneLine(MAX_ID_LENGTH)])
    client_id = StringField(_l("Client id"), [OneLine(MAX_ID_LENGTH)])
    authorization_url = StringField(_l("Authentication request URL"), [OneLine(MAX_URL_LENGTH)])
    token_url = StringField(_l("Access token URL"), [OneLine(MAX_URL_LENGTH)])
    key_set_url = StringField(_l("Public key set URL"), [OneLine(MAX_URL_LENGTH)])
    deployment_ids = TextAreaField(_l("Deployment ids, one a line"), [FreeText(4000)])
    frame_origins = TextAreaField(
        _l("Addresses whose pages show Payung in a frame, one a line"), [FreeText(2000)]
    )

    def validate_frame_origins(self, field: Field) -> None:
        try:
            for text in lines_of(field.data):
                parse_origin(text, is_trial=current_ports().is_loopback)
        except ValueError:
            raise StopValidation(message_for_code("lti-origin-invalid")) from None

    def refuse_own_address(self, field: Field) -> None:
        """The boxes of Payung and of the platform have almost the same names."""
        try:
            is_own = origin_of(field.data.strip()) == current_ports().public_url
        except ValueError:  # no address, which the domain refuses
            return
        if is_own:
            raise StopValidation(message_for_code("lti-address-own"))

    validate_issuer = validate_authorization_url = refuse_own_address
    validate_token_url = validate_key_set_url = refuse_own_address

    def details(self) -> PlatformDetails:
        """The values as the domain takes them."""
        values = {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
        return PlatformDetails(**values | {name: lines_of(values[name]) for name in LISTS})

    def refuse(self, error: LtiPlatformInvalid) -> None:
        """Show an error of the domain at its field."""
        self[error.parameters["field"]].errors = [message_for_code("lti-address-invalid")]


@bp.get("/")
def index() -> ResponseReturnValue:
    require("platform.set-up")
    known = queries.platforms(db.session())
    page = render_template(
        "lti_admin/platforms.html",
        platforms=known,
        scores={entry.id: count_scores(db.session(), entry.id) for entry in known},
        waiting=waiting_platforms(db.session()),
        values=own_values(),
    )
    return page


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    administrator = require("platform.set-up")
    form = PlatformForm(data=shared_values(request.args.get("like", type=UUID)))
    if request.method != "POST":
        return show(form, None, 200)
    return store(form, None, administrator.id)


def shared_values(platform_id: UUID | None) -> Mapping[str, str]:
    """What another client id of a stored platform shares with it, for a new entry."""
    return {} if platform_id is None else stored_values(platform_id, SHARED)


@bp.route("/<uuid:platform_id>", methods=["GET", "POST"])
def platform(platform_id: UUID) -> ResponseReturnValue:
    administrator = require("platform.set-up")
    entry = queries.platform(db.session(), platform_id)
    form = PlatformForm(data=stored_values(platform_id, (*LINES, *LISTS)))
    if request.method != "POST":
        return show(form, entry, 200)
    return store(form, entry, administrator.id)


@bp.post("/<uuid:platform_id>/<any(start, stop):action>")
def switch(platform_id: UUID, action: str) -> ResponseReturnValue:
    """Allow or stop launches from a platform. People and their certificates stay."""
    administrator = require("platform.set-up")
    with transaction() as session:
        platforms.switch_platform(
            session,
            platform_id,
            active=action == "start",
            changed_by=administrator.id,
            now=utc_now(),
        )
    flash(_("Launches are allowed.") if action == "start" else _("Launches are stopped."))
    return redirect(url_for(".index"), 303)


def store(
    form: PlatformForm, entry: Platform | None, administrator_id: UUID
) -> ResponseReturnValue:
    """Store a new platform, or the changes of a stored one, and lead to the list."""
    if not form.validate():
        return show(form, entry, 422)
    try:
        with transaction() as session:
            if entry is None:
                platforms.add_platform(
                    session, form.details(), added_by=administrator_id, now=utc_now()
                )
            else:
                platforms.change_platform(
                    session, entry.id, form.details(), changed_by=administrator_id, now=utc_now()
                )
    except LtiPlatformInvalid as error:
        form.refuse(error)
        return show(form, entry, 422)
    except LtiPlatformTaken as error:
        form.client_id.errors = [error_message(error)]
        return show(form, entry, 422)
    flash(_("The learning platform is saved."))
    return redirect(url_for(".index"), 303)


def show(form: PlatformForm, entry: Platform | None, status: int) -> ResponseReturnValue:
    """The form of a new or a stored platform."""
    session = db.session()
    page = render_template(
        "lti_admin/platform.html",
        form=form,
        platform=entry,
        values=own_values(),
        rosters=rosters(session, entry.id) if entry else (),
        same_issuer=queries.platforms_of_issuer(session, entry.id) if entry else (),
        rejections=rejections(session, entry.id) if entry else (),
        reasons=REASONS,
        received=RECEIVED,
    )
    return page, status


def stored_values(platform_id: UUID, names: Collection[str]) -> Mapping[str, str]:
    """Values of a stored platform as the form shows them. Raises LtiPlatformNotFound."""
    entry = queries.platform(db.session(), platform_id)
    values = {name: getattr(entry, name) for name in LINES}
    values["frame_origins"] = "\n".join(entry.frame_origins.split())
    values["deployment_ids"] = "\n".join(queries.deployment_ids(db.session(), platform_id))
    return {name: values[name] for name in names}


def own_values() -> Mapping[str, str]:
    """What platforms ask for about this tool, by the name of the route that answers."""
    origin = current_ports().public_url
    paths = {name: url_for(f"lti.{name}") for name in ("login", "launch", "key_set")}
    return {name: f"{origin}{path}" for name, path in paths.items()}


def lines_of(text: str | None) -> tuple[str, ...]:
    """The lines of a text, without blanks and empty lines."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
