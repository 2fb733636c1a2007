"""What the OpenAPI document says beyond what spectree has words for: headers, keys, media types."""

from http import HTTPStatus
from typing import Any

from lms.api.v1.idempotent_writes import KEY, KEY_PATTERN
from lms.api.v1.operations import Operation

RATE_HEADERS = {
    "RateLimit-Limit": "Calls in one window",
    "RateLimit-Remaining": "Calls that are left in it",
    "RateLimit-Reset": "Seconds until the next window",
}
HEADERS = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate", "Bearer, with what is missing"),
    HTTPStatus.FORBIDDEN: ("WWW-Authenticate", "Bearer, with the scope that is missing"),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After", "Seconds until the next call counts"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After", "Seconds until another try makes sense"),
}


def add_details(described: dict[str, Any], facts: Operation, text: str) -> None:
    """What spectree has no words for."""
    described["summary"], described["description"] = facts.summary, " ".join(text.split())
    described["tags"] = [_tag_of(described["operationId"])]
    if facts.is_write:
        described["parameters"].append(
            {
                "name": KEY,
                "in": "header",
                "required": True,
                "description": "Chosen by you, new for each write: a repetition is answered alike",
                "schema": {"type": "string", "pattern": KEY_PATTERN},
            }
        )
    for code, response in described["responses"].items():
        status = HTTPStatus(int(code))
        headers = dict(RATE_HEADERS)
        if status in HEADERS:
            name, told = HEADERS[status]
            headers[name] = told
        if status is HTTPStatus.OK and facts.is_paged:
            headers["Link"] = "The next page (RFC 8288)"
        response["description"] = status.phrase
        response["headers"] = {
            name: {"description": told, "schema": {"type": "string"}}
            for name, told in headers.items()
        }
        if status >= HTTPStatus.BAD_REQUEST:
            content = response["content"]
            content["application/problem+json"] = content.pop("application/json")


def _tag_of(operation_id: str) -> str:
    tags = ("certificate", "Certificates"), ("roster", "Rosters")
    return next((tag for word, tag in tags if word in operation_id), "Token")
