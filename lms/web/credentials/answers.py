"""How documents for other software leave: any site may read them, and copies are asked after."""

from hashlib import sha256
from http import HTTPStatus

from flask import Response, make_response, request

from certificates.strict_json import json_bytes

SHORTLY = "public, max-age=300"  # a revocation is known elsewhere within minutes
EACH_TIME = "private, no-cache"  # a name stands in it: no shared cache keeps a copy


def document(data: bytes, content_type: str, *, keep: str = EACH_TIME) -> Response:
    """A file as it stands, with the hash of its bytes as ETag."""
    response = make_response(data)
    response.content_type = content_type
    response.headers["Cache-Control"] = keep
    response.set_etag(sha256(data).hexdigest())
    response.make_conditional(request)
    return open_to_all(response)


def problem(status: HTTPStatus, code: str) -> Response:
    """RFC 9457; nothing in it depends on what was asked for."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code}
    response = make_response(json_bytes(body), status)
    response.content_type = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return open_to_all(response)


def open_to_all(response: Response) -> Response:
    """Verifiers within other sites' pages may read it. No answer here depends on who asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.vary.add("Accept")
    return response


def answer_preflight(response: Response) -> Response:
    """Verifiers in browsers ask first whether they may say that they want no cached copy."""
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Cache-Control, Pragma"
        response.headers["Access-Control-Max-Age"] = "86400"
        open_to_all(response)
    return response
