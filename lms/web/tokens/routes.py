"""Pages of personal tokens, and of tokens of services, which administrators create.

Creating a token requires recent authentication, so that nobody can create one on a borrowed phone.
Revoking does not.
"""

from uuid import UUID

from flask import Blueprint, after_this_request, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.api_tokens import queries, service
from lms.accounts.api_tokens.errors import TooManyTokens
from lms.accounts.api_tokens.scopes import allowed_scopes, allowed_service_scopes
from lms.accounts.api_tokens.secret import new_token
from lms.accounts.api_tokens.service import TokenRequest
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person, require
from lms.web.account.links import forbid_caching
from lms.web.account.reauthentication import redirect_to_proof
from lms.web.account.recent_proof import has_recent_proof
from lms.web.texts.error_messages import error_message
from lms.web.tokens.forms import SCOPE_LABELS, TokenForm
from lms.web.tokens.one_time_display import pop_new_token, remember_token

bp = Blueprint("tokens", __name__, template_folder="templates")


@bp.get("/account/tokens")
def own_tokens() -> ResponseReturnValue:
    person = current_person()
    return _show_own(person, TokenForm(allowed_scopes(person.grants)), 200)


@bp.post("/account/tokens")
def make_own_token() -> ResponseReturnValue:
    person = current_person()
    form = TokenForm(allowed_scopes(person.grants))
    if not has_recent_proof(person):
        return redirect_to_proof(url_for(".own_tokens"))
    if not form.validate() or not _create(form, person, owner_id=person.id):
        return _show_own(person, form, 422)
    return redirect(url_for(".own_tokens"), 303)


@bp.post("/account/tokens/<uuid:token_id>/revoke")
def revoke_own_token(token_id: UUID) -> ResponseReturnValue:
    person = current_person()
    _revoke(token_id, person, owner_id=person.id)
    return redirect(url_for(".own_tokens"), 303)


@bp.get("/admin/tokens")
def service_tokens() -> ResponseReturnValue:
    reader = require("service-token.manage")
    return _show_services(reader, TokenForm(allowed_service_scopes(reader.grants)), 200)


@bp.post("/admin/tokens")
def make_service_token() -> ResponseReturnValue:
    maker = require("service-token.manage")
    form = TokenForm(allowed_service_scopes(maker.grants))
    if not has_recent_proof(maker):
        return redirect_to_proof(url_for(".service_tokens"))
    if not form.validate() or not _create(form, maker, owner_id=None):
        return _show_services(maker, form, 422)
    return redirect(url_for(".service_tokens"), 303)


@bp.post("/admin/tokens/<uuid:token_id>/revoke")
def revoke_service_token(token_id: UUID) -> ResponseReturnValue:
    revoker = require("service-token.manage")
    _revoke(token_id, revoker, owner_id=None)
    return redirect(url_for(".service_tokens"), 303)


def _create(form: TokenForm, maker: SignedInPerson, *, owner_id: UUID | None) -> bool:
    """Create a token, and remember it for the next page. False if there are too many."""
    token = new_token()
    requested = TokenRequest(form.name.data, form.scopes.data, form.days.data)
    allowed = allowed_scopes if owner_id else allowed_service_scopes
    try:
        with transaction() as session:
            token_id = service.create_token(
                session,
                requested,
                token=token,
                allowed=allowed(maker.grants),
                person_id=owner_id,
                created_by=maker.id,
                now=utc_now(),
            )
    except TooManyTokens as error:
        form.form_errors.append(error_message(error))
        return False
    remember_token(token_id, token)
    return True


def _revoke(token_id: UUID, revoker: SignedInPerson, *, owner_id: UUID | None) -> None:
    with transaction() as session:
        service.revoke_token(
            session, token_id, person_id=owner_id, revoked_by=revoker.id, now=utc_now()
        )
    flash(_("The token is revoked. A program that uses it is refused from now on."))


def _show_own(person: SignedInPerson, form: TokenForm, status: int) -> ResponseReturnValue:
    tokens = queries.list_personal_tokens(db.session(), person.id)
    return _page("tokens/own.html", person, tokens, form), status


def _show_services(reader: SignedInPerson, form: TokenForm, status: int) -> ResponseReturnValue:
    tokens = queries.list_service_tokens(db.session())
    return _page("tokens/services.html", reader, tokens, form), status


def _page(
    template: str, reader: SignedInPerson, tokens: tuple[queries.TokenRow, ...], form: TokenForm
) -> str:
    after_this_request(forbid_caching)
    return render_template(
        template,
        form=form,
        tokens=tokens,
        new_token=pop_new_token(tokens),
        has_recent_proof=has_recent_proof(reader),
        scope_labels=SCOPE_LABELS,
        now=utc_now(),
    )
