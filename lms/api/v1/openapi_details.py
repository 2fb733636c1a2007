"""Details of the OpenAPI document that spectree cannot express: headers, keys, media types."""

from http import HTTPStatus
from typing import Any

from lms.api.v1.idempotent_writes import KEY, KEY_PATTERN
from lms.api.v1.operations import Operation

JsonObject = dict[str, Any]

TAGS = (
    # word in the id of an operation; the first that fits gives the tag
    ("own_", "Own learning"),
    ("enrol", "Own learning"),
    ("attempt", "Own learning"),
    ("answers", "Own learning"),
    ("certificate", "Certificates"),
    ("roster", "Rosters"),
    ("organisation", "Rosters"),
    ("evaluation", "Evaluation"),
    ("course", "Courses"),
)
RATE_HEADERS = {
    "RateLimit-Limit": "Calls in a window",
    "RateLimit-Remaining": "Remaining calls in the window",
    "RateLimit-Reset": "Seconds until the next window",
}
HEADERS = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate", "Bearer, with the error"),
    HTTPStatus.FORBIDDEN: ("WWW-Authenticate", "Bearer, with the missing scope"),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After", "Seconds until the next call is accepted"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After", "Seconds until the next attempt"),
}


def add_details(described: JsonObject, facts: Operation, text: str) -> None:
    """Add the details of an operation in place."""
    described["summary"], described["description"] = facts.summary, " ".join(text.split())
    described["tags"] = [_tag_for(described["operationId"])]
    if facts.is_write:
        described["parameters"].append(
            {
                "name": KEY,
                "in": "header",
                "required": True,
                "description": "New for each write; repetitions get the same response",
                "schema": {"type": "string", "pattern": KEY_PATTERN},
            }
        )
    for code, response in described["responses"].items():
        status = HTTPStatus(int(code))
        headers = dict(RATE_HEADERS)
        if status in HEADERS:
            name, description = HEADERS[status]
            headers[name] = description
        if status is HTTPStatus.OK and facts.is_paged:
            headers["Link"] = "The next page (RFC 8288)"
        response["description"] = status.phrase
        response["headers"] = {
            name: {"description": description, "schema": {"type": "string"}}
            for name, description in headers.items()
        }
        if status >= HTTPStatus.BAD_REQUEST:
            content = response["content"]
            content["application/problem+json"] = content.pop("application/json")


def _tag_for(operation_id: str) -> str:
    return next((tag for word, tag in TAGS if word in operation_id), "Token")
