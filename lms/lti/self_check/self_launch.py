"""A platform inside this program that launches the tool. Its key is known to no route."""

from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from flask import url_for
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy.orm import Session

from lms.accounts.lti import launches
from lms.accounts.lti.queries import Platform
from lms.lti.errors import LaunchRejected
from lms.lti.launch_token import CLAIM, Launch, Message, validate_launch
from lms.lti.login import new_state
from lms.lti.targets import CUSTOM, find_target

KEY_SIZE: Final = 2048
LIFETIME: Final = timedelta(minutes=5)
NOT_REJECTED: Final = "not-rejected"
WRONG_PAGE: Final = "wrong-page"


def store_state(session: Session, platform: Platform, *, now: datetime) -> str | None:
    """Start a launch and end it. Returns its nonce, or None if the state is not used once."""
    state = new_state()
    nonce = launches.start_launch(session, platform.id, state=state, now=now)
    ended = launches.end_launch(session, state)
    is_used_again = launches.end_launch(session, state) is not None
    return nonce if ended == nonce and not is_used_again else None


class Validate(Protocol):
    """Validates the token of a launch, as `validate_launch` does. Raises LaunchRejected."""

    def __call__(
        self,
        token: str,
        *,
        keys: KeySet,
        issuer: str,
        client_id: str,
        nonce: str,
        now: datetime,
    ) -> Message: ...


def launch_itself(
    platform: Platform,
    deployment_id: str,
    *,
    nonce: str,
    now: datetime,
    validate: Validate = validate_launch,
) -> str | None:
    """Launch as this platform, with a key of its own; then with a wrong nonce and a wrong key.

    Returns None if the first is accepted and the others are not, else a code that says what failed.
    """
    key, other = (RSAKey.generate_key(KEY_SIZE, auto_kid=True) for _number in range(2))
    page = url_for("certificates.own_certificates")
    token = _token(key, platform, deployment_id, nonce, page, now)
    named = {"issuer": platform.issuer, "client_id": platform.client_id}
    try:
        message = validate(token, keys=KeySet([key]), nonce=nonce, now=now, **named)
    except LaunchRejected as error:
        return error.code
    if not isinstance(message, Launch) or message.deployment_id != deployment_id:
        return WRONG_PAGE
    if find_target(message).path != page:
        return WRONG_PAGE
    for wrong_key, wrong_nonce in ((key, f"{nonce}x"), (other, nonce)):
        try:
            validate(token, keys=KeySet([wrong_key]), nonce=wrong_nonce, now=now, **named)
        except LaunchRejected:
            continue
        return NOT_REJECTED
    return None


def _token(
    key: RSAKey, platform: Platform, deployment_id: str, nonce: str, page: str, now: datetime
) -> str:
    claims: dict[str, Any] = {
        "iss": platform.issuer,
        "aud": platform.client_id,
        "sub": "self-check",
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "nonce": nonce,
        f"{CLAIM}message_type": "LtiResourceLinkRequest",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": deployment_id,
        f"{CLAIM}target_link_uri": "",
        f"{CLAIM}resource_link": {"id": "self-check"},
        f"{CLAIM}custom": {CUSTOM: page},
    }
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
