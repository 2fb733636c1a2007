"""Third-party initiated login (OpenID Connect): sends the browser to the platform and back.

`state` is bound to the browser by a cookie. A frame first checks that the browser keeps it, before
the platform's single-use hints are spent, and offers a new tab if it does not.
"""

import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.lti import launches, queries
from lms.accounts.lti.queries import Platform
from lms.extensions import csrf, current_ports, db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.kernel.tokens import hash_token
from lms.lti.blueprint import bp
from lms.lti.errors import LaunchRejected
from lms.web.access.frames import FRAME_DESTINATIONS, PREFIX, allow_framing

HINTS: Final = ("iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint")
CHECK: Final = "check"  # the state whose cookie is expected
MAX_HINT_LENGTH: Final = 8_000
LIMIT: Final = "600 per minute"  # a school opens Payung behind one address
STATE_LENGTH: Final = 43


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit(LIMIT)
def login() -> ResponseReturnValue:
    """Redirect to the platform, or first to this page again to see whether cookies are kept."""
    hints = {name: request.values[name] for name in HINTS if request.values.get(name)}
    platform = find_platform(hints)
    if request.headers.get("Sec-Fetch-Dest") not in FRAME_DESTINATIONS:
        return to_platform(platform, hints, new_state())
    state = request.values.get(CHECK, "")
    if not state:
        state = new_state()
        response = make_response(redirect(login_path({**hints, CHECK: state}), 303))
        return set_state_cookie(response, state)
    if not has_state_cookie(state):
        allow_framing(platform.frame_origins)
        return render_template("lti/new_tab.html", address=login_path(hints))
    return to_platform(platform, hints, state)


def find_platform(hints: Mapping[str, str]) -> Platform:
    """The active platform of a login. Raises LaunchRejected."""
    if any(len(value) > MAX_HINT_LENGTH for value in hints.values()):
        raise LaunchRejected("lti-platform-unknown")
    known = queries.platforms_with(db.session(), hints.get("iss", ""), hints.get("client_id"))
    active = [platform for platform in known if platform.active]
    if len(active) != 1:  # several need the client id
        others = known or queries.platforms_with(db.session(), hints.get("iss", ""), None)
        raise LaunchRejected(
            "lti-platform-stopped" if known and not active else "lti-platform-unknown",
            platforms=others,  # of one issuer, as that of a block that is not entered yet
            received={"issuer": hints.get("iss"), "client_id": hints.get("client_id")},
        )
    if "login_hint" not in hints:
        raise LaunchRejected("lti-user-missing", platforms=active)
    return active[0]


def to_platform(platform: Platform, hints: Mapping[str, str], state: str) -> ResponseReturnValue:
    """Store the started launch and send an authentication request."""
    with transaction() as session:
        nonce = launches.start_launch(session, platform.id, state=state, now=utc_now())
    parameters = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": f"{current_ports().public_url}{url_for('.launch')}",
        "login_hint": hints["login_hint"],
        "state": state,
        "nonce": nonce,
    }
    if "lti_message_hint" in hints:
        parameters["lti_message_hint"] = hints["lti_message_hint"]
    sign = "&" if urlsplit(platform.authorization_url).query else "?"
    address = f"{platform.authorization_url}{sign}{urlencode(parameters)}"
    return set_state_cookie(make_response(redirect(address, 303)), state)


def login_path(parameters: Mapping[str, str]) -> str:
    """The path of this page with the parameters of a login."""
    return f"{url_for('.login')}?{urlencode(parameters)}"


def new_state() -> str:
    return secrets.token_urlsafe(32)


def has_state_cookie(state: str) -> bool:
    """Whether this browser has started the launch with this state."""
    if len(state) != STATE_LENGTH:
        return False
    cookie = request.cookies.get(state_cookie_name(state), "")
    return secrets.compare_digest(cookie.encode(), state.encode())


def set_state_cookie(response: Response, state: str) -> Response:
    """Bind the state to this browser."""
    response.set_cookie(
        state_cookie_name(state),
        state,
        max_age=int(launches.STORED_FOR.total_seconds()),
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def delete_state_cookie(response: Response, state: str) -> Response:
    """Delete the cookie of a launch that has ended."""
    response.delete_cookie(
        state_cookie_name(state), secure=True, httponly=True, samesite="None", partitioned=True
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def state_cookie_name(state: str) -> str:
    """Each launch has its own cookie, since a page may have many frames."""
    prefix = PREFIX if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}lti-{hash_token(state)[:16]}"


csrf.exempt(login)  # a page of the platform may send it
