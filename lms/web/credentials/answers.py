"""Responses for third-party software: readable from any site, cached with revalidation."""

from hashlib import sha256
from http import HTTPStatus

from flask import Response, make_response, request

from certificates.strict_json import json_bytes

SHORTLY = "public, max-age=300"  # revocations are known within minutes
EACH_TIME = "private, no-cache"  # has a name: no shared cache may store it


def document(data: bytes, content_type: str, *, keep: str = EACH_TIME) -> Response:
    """Build a response with the hash of the bytes as ETag."""
    response = make_response(data)
    response.content_type = content_type
    response.headers["Cache-Control"] = keep
    response.set_etag(sha256(data).hexdigest())
    response.make_conditional(request)
    return open_to_all(response)


def problem(status: HTTPStatus, code: str) -> Response:
    """Build a problem document (RFC 9457) that does not depend on the request."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code}
    response = make_response(json_bytes(body), status)
    response.content_type = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return open_to_all(response)


def open_to_all(response: Response) -> Response:
    """Allow scripts of any site to read it; responses never depend on the client."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.vary.add("Accept")
    return response


def answer_preflight(response: Response) -> Response:
    """Answer CORS preflight requests, which browsers send before uncached requests."""
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Cache-Control, Pragma"
        response.headers["Access-Control-Max-Age"] = "86400"
        open_to_all(response)
    return response
