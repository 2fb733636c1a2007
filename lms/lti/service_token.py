"""Access tokens for services of a platform: OAuth 2.0 with signed client assertions."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from lms.accounts.lti.keys import SigningKey
from lms.adapters.http.fetch import FetchFailed, RequestSender, fetch

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFETIME: Final = timedelta(minutes=5)
SECONDS: Final = 10.0
MAX_TOKEN_LENGTH: Final = 8_000


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of a platform. `scope` is what it grants, or what was asked if it does not say."""

    text: str = field(repr=False)
    scope: str


def request_token(
    token_url: str,
    client_id: str,
    key: SigningKey,
    *,
    scope: str,
    now: datetime,
    allow_loopback: bool,
    seconds: float = SECONDS,
    send: RequestSender = fetch,
) -> AccessToken:
    """Get an access token for a service of the platform.

    Raises FetchFailed, and what `send` raises.
    """
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": token_url,
        "iat": int(now.timestamp()),
        "exp": int((now + ASSERTION_LIFETIME).timestamp()),
        "jti": secrets.token_urlsafe(16),
    }
    assertion = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, RSAKey.import_key(key.der))
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
        "scope": scope,
    }
    response = send(
        token_url,
        method="POST",
        body=urlencode(form).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        seconds=seconds,
        allow_loopback=allow_loopback,
    )
    if response.status != HTTPStatus.OK:
        raise FetchFailed(reason=f"token-{response.status}")
    try:
        answer = json.loads(response.body)
        token, granted = answer["access_token"], answer.get("scope")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FetchFailed(reason="token-unreadable") from None
    is_token = isinstance(token, str) and token.isascii() and token.isprintable()
    if not is_token or not 0 < len(token) <= MAX_TOKEN_LENGTH:
        raise FetchFailed(reason="token-unreadable")
    return AccessToken(str(token), granted if isinstance(granted, str) else scope)
