"""Send scores to a platform: Assignment and Grade Services 2.0 with OAuth 2.0 client assertions."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from lms.accounts.lti.keys import SigningKey
from lms.adapters.http.fetch import FetchedResponse, FetchFailed, fetch

SCORE_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
ENDPOINT: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE_TYPE: Final = "application/vnd.ims.lis.v1.score+json"
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFETIME: Final = timedelta(minutes=5)
SECONDS: Final = 10.0
MAX_TOKEN_LENGTH: Final = 8_000


class ScoreRefused(Exception):
    """The platform does not take this score, now or later."""


def score_url(line_item_url: str) -> str:
    """The address of scores. `/scores` stands before a query, which Moodle's addresses have."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/scores"))


def request_token(
    token_url: str, client_id: str, key: SigningKey, *, now: datetime, allow_loopback: bool
) -> str:
    """Get an access token for scores. Raises FetchFailed."""
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
        "scope": SCORE_SCOPE,
    }
    response = _post(
        token_url,
        urlencode(form).encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
        allow_loopback,
    )
    if response.status != HTTPStatus.OK:
        raise FetchFailed(reason=f"token-{response.status}")
    try:
        token = json.loads(response.body)["access_token"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FetchFailed(reason="token-unreadable") from None
    is_token = isinstance(token, str) and token.isascii() and token.isprintable()
    if not is_token or not 0 < len(token) <= MAX_TOKEN_LENGTH:
        raise FetchFailed(reason="token-unreadable")
    return str(token)


def send_score(
    line_item_url: str, score: Mapping[str, Any], *, token: str, allow_loopback: bool
) -> None:
    """Send one score. Raises FetchFailed, or ScoreRefused if the line item is gone."""
    headers = {"Content-Type": SCORE_TYPE, "Authorization": f"Bearer {token}"}
    body = json.dumps(score).encode()
    response = _post(score_url(line_item_url), body, headers, allow_loopback)
    if response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise ScoreRefused
    if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        raise FetchFailed(reason=f"score-{response.status}")


def score_message(
    subject: str, *, percent: int, is_complete: bool, now: datetime
) -> dict[str, Any]:
    """The score of a user, in per cent."""
    return {
        "userId": subject,
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "scoreGiven": percent,
        "scoreMaximum": 100,
        "activityProgress": "Completed" if is_complete else "InProgress",
        "gradingProgress": "FullyGraded",
    }


def _post(
    url: str, body: bytes, headers: Mapping[str, str], allow_loopback: bool
) -> FetchedResponse:
    return fetch(
        url,
        method="POST",
        body=body,
        headers=headers,
        seconds=SECONDS,
        allow_loopback=allow_loopback,
    )
