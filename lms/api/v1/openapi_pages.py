"""The description of the interface: for programs as OpenAPI, for people as a page."""

from functools import cache
from json import dumps
from typing import Any

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from lms.api.v1 import rate_limits
from lms.api.v1.blueprint import bp
from lms.extensions import current_ports


@bp.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    response = current_app.response_class(
        _text(current_ports().public_url), mimetype="application/json"
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/docs")
def docs() -> ResponseReturnValue:
    """The same document for people, with no script and nothing from elsewhere."""
    document = _document(current_ports().public_url)
    return render_template("api/docs.html", document=document, schemas=_schemas(document))


@bp.after_request
def add_headers(response: Response) -> Response:
    """Answers about certificates are stored and indexed by nobody."""
    if request.endpoint not in ("api.openapi", "api.docs"):
        response.headers.update(rate_limits.headers())
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@cache
def _document(origin: str) -> dict[str, Any]:
    from lms.api.v1.openapi import openapi_document

    return openapi_document(current_app._get_current_object(), origin)  # type: ignore[attr-defined]


@cache
def _text(origin: str) -> str:
    return dumps(_document(origin), ensure_ascii=False, indent=1)


def _schemas(document: dict[str, Any]) -> dict[str, Any]:
    return dict(document["components"]["schemas"])
