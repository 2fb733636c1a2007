"""Send scores to a platform: Assignment and Grade Services 2.0."""

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from lms.adapters.http.fetch import FetchFailed, fetch

SCORE_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
ENDPOINT: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE_TYPE: Final = "application/vnd.ims.lis.v1.score+json"
SECONDS: Final = 10.0


class ScoreRefused(Exception):
    """The platform does not take this score, now or later."""


def score_url(line_item_url: str) -> str:
    """The address of scores. `/scores` stands before a query, which Moodle's addresses have."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/scores"))


def send_score(
    line_item_url: str, score: Mapping[str, Any], *, token: str, allow_loopback: bool
) -> None:
    """Send one score. Raises FetchFailed, or ScoreRefused if the line item is gone."""
    headers = {"Content-Type": SCORE_TYPE, "Authorization": f"Bearer {token}"}
    body = json.dumps(score).encode()
    response = fetch(
        score_url(line_item_url),
        method="POST",
        body=body,
        headers=headers,
        seconds=SECONDS,
        allow_loopback=allow_loopback,
    )
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
