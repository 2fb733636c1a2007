"""Start a sign-in: leads the browser to the provider, with a state bound to it by a cookie."""

import secrets
from typing import Final
from uuid import UUID

from flask import Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lms.accounts.oidc import queries, sign_ins
from lms.accounts.oidc.errors import OidcProviderNotFound
from lms.accounts.oidc.queries import Provider
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.kernel.tokens import hash_token
from lms.web.access.auth import current_person_or_none
from lms.web.access.frames import PREFIX
from lms.web.account.sign_in import next_page
from lms.web.oidc.blueprint import bp
from lms.web.oidc.client import authorization_address
from lms.web.oidc.errors import SignInRejected
from lms.web.oidc.metadata import find_metadata

LIMIT: Final = "600 per minute"  # a school signs in behind one address
STATE_LENGTH: Final = 43


@bp.post("/sign-in/with/<uuid:provider_id>")
@limiter.limit(LIMIT)
def start(provider_id: UUID) -> ResponseReturnValue:
    """Lead to the provider. The page after sign-in is `next`."""
    if current_person_or_none():
        return redirect(next_page(), 303)
    return lead_to_provider(active_provider(provider_id), next_path=next_page(), person_id=None)


def active_provider(provider_id: UUID) -> Provider:
    """A provider that may sign people in. Raises SignInRejected."""
    try:
        provider = queries.provider(db.session(), provider_id)
    except OidcProviderNotFound:
        raise SignInRejected("oidc-provider-stopped") from None
    if not provider.active:
        raise SignInRejected("oidc-provider-stopped")
    return provider


def lead_to_provider(
    provider: Provider, *, next_path: str, person_id: UUID | None
) -> ResponseReturnValue:
    """Store the started sign-in and show a page that opens the provider. Raises SignInRejected.

    A redirect would be part of sending the form, and `form-action` would have to name each host to
    which the provider redirects on; the page that opens the next one by itself has no such limit.
    """
    db.session().rollback()  # no connection waits while settings are read
    now = utc_now()
    try:
        metadata = find_metadata(provider.issuer, now=now)
    except FetchFailed:
        raise SignInRejected("oidc-provider-unavailable") from None
    state = secrets.token_urlsafe(32)
    with transaction() as writes:
        started = sign_ins.start_sign_in(
            writes, provider.id, state=state, person_id=person_id, next_path=next_path, now=now
        )
    address = authorization_address(provider, metadata, state, started)
    page = render_template("oidc/leave.html", provider=provider, address=address)
    return set_state_cookie(make_response(page), state)


def has_state_cookie(state: str) -> bool:
    """Whether this browser has started the sign-in with this state."""
    if len(state) != STATE_LENGTH:
        return False
    cookie = request.cookies.get(state_cookie_name(state), "")
    return secrets.compare_digest(cookie.encode(), state.encode())


def set_state_cookie(response: Response, state: str) -> Response:
    """Bind the state to this browser."""
    response.set_cookie(
        state_cookie_name(state),
        state,
        max_age=int(sign_ins.STATE_LIFETIME.total_seconds()),
        secure=is_secure(),
        httponly=True,
        samesite="Lax",  # the provider leads back from another site
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def delete_state_cookie(response: Response, state: str) -> Response:
    """Delete the cookie of a sign-in that has ended."""
    response.delete_cookie(
        state_cookie_name(state), secure=is_secure(), httponly=True, samesite="Lax"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def state_cookie_name(state: str) -> str:
    """Each sign-in has its own cookie, since a browser may have many tabs."""
    return f"{PREFIX if is_secure() else ''}oidc-{hash_token(state)[:16]}"


def is_secure() -> bool:
    """Whether this site is served over TLS."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
