"""Values of a submitted form by field. Imports no XBlock, so that pages load it cheaply."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from webob import Request

# Control characters, surrogates and marks of text direction, which nobody types on purpose.
UNTYPEABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
Submitted = Mapping[str, list[str]]


def first_value(submitted: Submitted, name: str) -> str:
    """First value of a field, or an empty string."""
    values = submitted.get(name)
    return values[0] if values else ""


def read_submitted(request: "Request") -> dict[str, list[str]]:
    """Values of a form, or of a JSON object with the same names, without control characters.

    Raises ValueError or RecursionError for a body that cannot be parsed.
    """
    if request.content_type == "application/json":
        body = request.json if request.body else {}
        fields = body if isinstance(body, dict) else {}
    elif request.environ.get("CONTENT_TYPE") == "application/x-www-form-urlencoded":
        # Like WebOb, but without its slow handling of files.
        fields = parse_qs(request.body.decode("utf-8", "replace"), True, errors="replace")
    else:
        fields = {key: request.POST.getall(key) for key in request.POST}
    return {
        str(key): [UNTYPEABLE.sub("", str(part)) for part in _as_list(value)]
        for key, value in fields.items()
    }


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
