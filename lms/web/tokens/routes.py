"""Tokens for programs: a person's own, and those of services, which administrators make.

A borrowed phone makes none: its holder would keep a way in. To revoke one needs no fresh proof.
"""

from uuid import UUID

from flask import Blueprint, after_this_request, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.api_tokens import queries, service
from lms.accounts.api_tokens.errors import TokensTooMany
from lms.accounts.api_tokens.scopes import scopes_allowed
from lms.accounts.api_tokens.secret import new_token
from lms.accounts.api_tokens.service import WantedToken
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedIn, current_person, require
from lms.web.account.links import keep_nowhere
from lms.web.account.reauthentication import proof_first
from lms.web.account.recent_proof import has_fresh_proof
from lms.web.texts.error_messages import message
from lms.web.tokens.forms import SCOPE_LABELS, TokenForm
from lms.web.tokens.one_time_display import made_token, show_once

bp = Blueprint("tokens", __name__, template_folder="templates")


@bp.get("/account/tokens")
def own_tokens() -> ResponseReturnValue:
    person = current_person()
    return _show_own(person, TokenForm(scopes_allowed(person.grants)), 200)


@bp.post("/account/tokens")
def make_own_token() -> ResponseReturnValue:
    person = current_person()
    form = TokenForm(scopes_allowed(person.grants))
    if not has_fresh_proof(person):
        return proof_first(url_for(".own_tokens"))
    if not form.validate() or not _made(form, person, owner_id=person.id):
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
    return _show_services(reader, TokenForm(scopes_allowed(reader.grants)), 200)


@bp.post("/admin/tokens")
def make_service_token() -> ResponseReturnValue:
    maker = require("service-token.manage")
    form = TokenForm(scopes_allowed(maker.grants))
    if not has_fresh_proof(maker):
        return proof_first(url_for(".service_tokens"))
    if not form.validate() or not _made(form, maker, owner_id=None):
        return _show_services(maker, form, 422)
    return redirect(url_for(".service_tokens"), 303)


@bp.post("/admin/tokens/<uuid:token_id>/revoke")
def revoke_service_token(token_id: UUID) -> ResponseReturnValue:
    revoker = require("service-token.manage")
    _revoke(token_id, revoker, owner_id=None)
    return redirect(url_for(".service_tokens"), 303)


def _made(form: TokenForm, maker: SignedIn, *, owner_id: UUID | None) -> bool:
    """Store a token and keep it for the one page that shows it; False where it is refused."""
    token = new_token()
    wanted = WantedToken(form.name.data, form.scopes.data, form.days.data)
    try:
        with transaction() as session:
            token_id = service.create_token(
                session,
                wanted,
                token=token,
                allowed=scopes_allowed(maker.grants),
                person_id=owner_id,
                created_by=maker.id,
                now=utc_now(),
            )
    except TokensTooMany as refusal:
        form.form_errors.append(message(refusal))
        return False
    show_once(token_id, token)
    return True


def _revoke(token_id: UUID, revoker: SignedIn, *, owner_id: UUID | None) -> None:
    with transaction() as session:
        service.revoke_token(
            session, token_id, person_id=owner_id, revoked_by=revoker.id, now=utc_now()
        )
    flash(_("The token is revoked. A program that uses it is refused from now on."))


def _show_own(person: SignedIn, form: TokenForm, status: int) -> ResponseReturnValue:
    tokens = queries.tokens_of(db.session(), person.id)
    return _page("tokens/own.html", person, tokens, form), status


def _show_services(reader: SignedIn, form: TokenForm, status: int) -> ResponseReturnValue:
    tokens = queries.service_tokens(db.session())
    return _page("tokens/services.html", reader, tokens, form), status


def _page(
    template: str, reader: SignedIn, tokens: tuple[queries.TokenRow, ...], form: TokenForm
) -> str:
    after_this_request(keep_nowhere)
    return render_template(
        template,
        form=form,
        tokens=tokens,
        made=made_token(tokens),
        is_fresh=has_fresh_proof(reader),
        scope_labels=SCOPE_LABELS,
        now=utc_now(),
    )
