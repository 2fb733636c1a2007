"""The way back from a provider: signs the person in, or links the account to their own."""

from uuid import UUID

import structlog
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.notices import unseen_notices
from lms.accounts.oidc import linking, queries, sign_ins
from lms.accounts.oidc.errors import OidcAccountTaken
from lms.accounts.oidc.linking import Identity
from lms.accounts.oidc.queries import Provider
from lms.accounts.oidc.sign_ins import StartedSignIn
from lms.accounts.roles.queries import is_staff
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person_or_none
from lms.web.oidc.blueprint import bp
from lms.web.oidc.client import fetch_tokens
from lms.web.oidc.errors import STATUS, SignInRejected
from lms.web.oidc.first_page import begin_oidc_session, remember_sign_in
from lms.web.oidc.id_token import ConfirmedIdentity, is_domain_allowed, validate_id_token
from lms.web.oidc.metadata import ProviderMetadata, find_metadata
from lms.web.oidc.start import (
    LIMIT,
    active_provider,
    delete_state_cookie,
    has_state_cookie,
)
from lms.web.texts.error_messages import error_message

log = structlog.get_logger("payung")


@bp.get("/sign-in/callback/<uuid:provider_id>")
@limiter.limit(LIMIT)
def callback(provider_id: UUID) -> ResponseReturnValue:
    """Exchange the code, validate the token, and sign in or link. Raises SignInRejected."""
    state = request.args.get("state", "")
    if not state or not ({"code", "error"} & request.args.keys()):
        raise SignInRejected("oidc-answer-incomplete")
    started = take_sign_in(state)
    if started.provider_id != provider_id:
        raise SignInRejected("oidc-issuer-wrong")
    provider = active_provider(provider_id)
    identity = confirmed_identity(provider, started)
    if started.person_id is not None:
        address = link(provider, identity, started.person_id)
    else:
        address = sign_in(provider, identity, started.next_path)
    return delete_state_cookie(make_response(redirect(address, 303)), state)


@bp.app_errorhandler(SignInRejected)
def show_rejection(error: SignInRejected) -> ResponseReturnValue:
    """Say what to do."""
    log.info("oidc_rejected", code=error.code)
    page = render_template("oidc/rejected.html", text=error_message(error), code=error.code)
    return page, STATUS[error.code], {"Cache-Control": "no-store"}


def take_sign_in(state: str) -> StartedSignIn:
    """End the sign-in that this browser has started, and return it. Raises SignInRejected."""
    with transaction() as writes:
        started = sign_ins.take_sign_in(writes, state, now=utc_now())
        if started is not None and not has_state_cookie(state):
            raise SignInRejected("oidc-cookie-missing")  # rolled back: another browser began it
    if started is None:
        raise SignInRejected("oidc-sign-in-unknown")
    if started.is_expired:
        raise SignInRejected("oidc-sign-in-expired")
    return started


def confirmed_identity(provider: Provider, started: StartedSignIn) -> ConfirmedIdentity:
    """The account at the provider, of an allowed domain. Raises SignInRejected."""
    if "code" not in request.args:
        raise SignInRejected("oidc-provider-answered-error")
    secret = queries.client_secret(db.session(), provider.id)
    db.session().rollback()  # no connection waits while the provider is asked
    now = utc_now()
    try:
        metadata = find_metadata(provider.issuer, now=now)
    except FetchFailed:
        raise SignInRejected("oidc-provider-unavailable") from None
    check_answering_issuer(metadata)
    tokens = fetch_tokens(
        provider,
        metadata,
        secret,
        code=request.args["code"],
        code_verifier=started.code_verifier,
    )
    identity = validate_id_token(
        tokens, provider=provider, metadata=metadata, nonce=started.nonce, now=now
    )
    if not is_domain_allowed(provider, metadata, identity.domain):
        linked = queries.linked_person(db.session(), identity.issuer, identity.subject)
        raise SignInRejected("oidc-domain-changed" if linked else "oidc-domain-not-allowed")
    return identity


def check_answering_issuer(metadata: ProviderMetadata) -> None:
    """Check which provider has answered (RFC 9207, section 2.4). Raises SignInRejected."""
    stated = request.args.get("iss")
    is_missing = stated is None and metadata.names_issuer
    is_another = stated is not None and not metadata.has_tenants and stated != metadata.issuer
    if is_missing or is_another:
        raise SignInRejected("oidc-issuer-wrong")


def sign_in(provider: Provider, identity: ConfirmedIdentity, next_path: str) -> str:
    """Sign the person in and return the path of their next page. Raises SignInRejected.

    People with a role are rejected: whoever runs the provider could sign in as any of them, and
    would see and change what is entrusted to this one.
    """
    linked = queries.linked_person(db.session(), identity.issuer, identity.subject)
    if linked is None:
        remember_sign_in(provider, identity, next_path)
        return url_for(".first_page")
    if not linked.is_active:
        raise SignInRejected("oidc-person-suspended")
    if linked.has_role:
        raise SignInRejected("oidc-person-has-role")
    with transaction() as writes:
        linking.mark_account_used(writes, linked.account_id, provider_id=provider.id, now=utc_now())
    begin_oidc_session(linked.person_id, epoch=linked.epoch)
    if unseen_notices(db.session(), linked.person_id):
        return url_for("account.notices", next=next_path)
    return next_path


def link(provider: Provider, identity: ConfirmedIdentity, person_id: UUID) -> str:
    """Link the account to the person who has begun it. Raises SignInRejected."""
    person = current_person_or_none()
    if person is None or person.id != person_id:
        raise SignInRejected("oidc-other-person")
    if is_staff(db.session(), person_id):
        raise SignInRejected("oidc-person-has-role")
    linked = queries.linked_person(db.session(), identity.issuer, identity.subject)
    if linked is not None and linked.person_id != person_id:
        raise SignInRejected("oidc-account-of-another")
    if linked is None:
        account = Identity(provider.id, identity.issuer, identity.subject)
        try:
            with transaction() as writes:
                linking.link_account(writes, person_id, account, now=utc_now())
        except OidcAccountTaken:
            raise SignInRejected("oidc-account-of-another") from None
    flash(_("From now on you can sign in with it."))
    return url_for(".accounts")
