"""Pages for administrators: providers with whose accounts people sign in."""

from uuid import UUID

from flask import Blueprint, after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import Length

from lms.accounts.oidc import providers, queries
from lms.accounts.oidc.errors import OidcProviderInvalid, OidcProviderTaken
from lms.accounts.oidc.limits import (
    MAX_DOMAINS_LENGTH,
    MAX_ID_LENGTH,
    MAX_NAME_LENGTH,
    MAX_SECRET_LENGTH,
)
from lms.accounts.oidc.providers import ProviderDetails
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.web.access.auth import require
from lms.web.account.links import forbid_caching
from lms.web.oidc.client import callback_address
from lms.web.oidc.metadata import find_metadata
from lms.web.texts.error_messages import error_message, message_for_code
from lms.web.texts.text_rules import FreeText, OneLine

bp = Blueprint(
    "oidc_admin", __name__, url_prefix="/admin/sign-in-providers", template_folder="templates"
)
CODES = {
    "issuer": "oidc-issuer-invalid",
    "client_secret": "oidc-secret-missing",
    "domains": "oidc-domain-invalid",
}


class ProviderForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What an administrator copies from a provider."""

    name = StringField(_l("Name on the button"), [OneLine(MAX_NAME_LENGTH)])
    issuer = StringField(_l("Issuer"), [OneLine(MAX_ID_LENGTH)])
    client_id = StringField(_l("Client id"), [OneLine(MAX_ID_LENGTH)])
    client_secret = PasswordField(_l("Client secret"), [Length(max=MAX_SECRET_LENGTH)])
    domains = TextAreaField(
        _l("Domains or tenants that may sign in, one a line"),
        [FreeText(MAX_DOMAINS_LENGTH, is_required=False)],
    )

    def details(self) -> ProviderDetails:
        """The values as the domain takes them."""
        return ProviderDetails(
            name=self.name.data,
            issuer=self.issuer.data,
            client_id=self.client_id.data,
            client_secret=(self.client_secret.data or "").strip(),
            domains=tuple((self.domains.data or "").splitlines()),
        )

    def refuse(self, error: OidcProviderInvalid) -> None:
        """Show an error of the domain at its field."""
        name = str(error.parameters["field"])
        self[name].errors = [message_for_code(CODES.get(name, "text-missing"))]

    def is_complete(self, *, is_new: bool) -> bool:
        """Validate the fields. A new provider needs a secret."""
        is_valid = bool(self.validate())
        if is_new and not (self.client_secret.data or "").strip():
            self.client_secret.errors = [message_for_code("oidc-secret-missing")]
            return False
        return is_valid

    def has_readable_issuer(self) -> bool:
        """Read the settings of the provider; a problem is shown at its field."""
        try:
            metadata = find_metadata(self.issuer.data, now=utc_now())
        except FetchFailed as problem:
            reason = problem.parameters["reason"]
            self.issuer.errors = [message_for_code("oidc-issuer-unreadable", reason=reason)]
            return False
        if metadata.has_tenants and not (self.domains.data or "").strip():
            self.domains.errors = [message_for_code("oidc-tenants-missing")]
            return False
        return True


@bp.get("/")
def index() -> ResponseReturnValue:
    require("platform.set-up")
    page = render_template(
        "oidc_admin/providers.html",
        providers=queries.providers(db.session()),
        callback_address=callback_address,
        new_id=new_id(),
    )
    return page


@bp.route("/new/<uuid:provider_id>", methods=["GET", "POST"])
def new(provider_id: UUID) -> ResponseReturnValue:
    """The id is in the address, since the redirect URI contains it before anything is stored."""
    administrator = require("platform.set-up")
    form = ProviderForm()
    if request.method != "POST":
        return show(form, provider_id, None, 200)
    return store(form, provider_id, None, administrator.id)


@bp.route("/<uuid:provider_id>", methods=["GET", "POST"])
def provider(provider_id: UUID) -> ResponseReturnValue:
    administrator = require("platform.set-up")
    entry = queries.provider(db.session(), provider_id)
    stored = {name: getattr(entry, name) for name in ("name", "issuer", "client_id")}
    form = ProviderForm(data=stored | {"domains": "\n".join(entry.domains)})
    if request.method != "POST":
        return show(form, provider_id, entry, 200)
    return store(form, provider_id, entry, administrator.id)


@bp.post("/<uuid:provider_id>/<any(start, stop):action>")
def switch(provider_id: UUID, action: str) -> ResponseReturnValue:
    """Allow or stop sign-in with a provider. People and their certificates stay."""
    administrator = require("platform.set-up")
    with transaction() as session:
        providers.switch_provider(
            session,
            provider_id,
            active=action == "start",
            changed_by=administrator.id,
            now=utc_now(),
        )
    flash(_("Sign-in is allowed.") if action == "start" else _("Sign-in is stopped."))
    return redirect(url_for(".index"), 303)


def store(
    form: ProviderForm,
    provider_id: UUID,
    entry: queries.Provider | None,
    administrator_id: UUID,
) -> ResponseReturnValue:
    """Store a new provider, or the changes of a stored one, and lead to the list.

    The settings of the provider are read first, so that a wrong address shows at once.
    """
    if not form.is_complete(is_new=entry is None):
        return show(form, provider_id, entry, 422)
    db.session().rollback()  # no connection waits while settings are read
    if not form.has_readable_issuer():
        return show(form, provider_id, entry, 422)
    try:
        with transaction() as session:
            details, now = form.details(), utc_now()
            if entry is None:
                providers.add_provider(
                    session, details, provider_id=provider_id, added_by=administrator_id, now=now
                )
            else:
                providers.change_provider(
                    session, provider_id, details, changed_by=administrator_id, now=now
                )
    except OidcProviderInvalid as error:
        form.refuse(error)
        return show(form, provider_id, entry, 422)
    except OidcProviderTaken as error:
        form.client_id.errors = [error_message(error)]
        return show(form, provider_id, entry, 422)
    flash(_("The sign-in provider is saved."))
    return redirect(url_for(".index"), 303)


def show(
    form: ProviderForm, provider_id: UUID, entry: queries.Provider | None, status: int
) -> ResponseReturnValue:
    """The form of a new or a stored provider. The secret is never shown."""
    after_this_request(forbid_caching)
    page = render_template(
        "oidc_admin/provider.html",
        form=form,
        provider=entry,
        callback=callback_address(provider_id),
    )
    return page, status
