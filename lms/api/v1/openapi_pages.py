"""The API description as OpenAPI and as a page."""

from functools import cache
from json import dumps

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from lms.api.v1 import rate_limits
from lms.api.v1.blueprint import bp
from lms.api.v1.openapi_details import JsonObject
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
    """The OpenAPI document as a page, without scripts and third-party files."""
    document = _document(current_ports().public_url)
    return render_template("api/docs.html", document=document, schemas=_schemas(document))


@bp.after_request
def add_headers(response: Response) -> Response:
    """Responses of operations are not cached or indexed."""
    if request.endpoint not in ("api.openapi", "api.docs"):
        response.headers.update(rate_limits.headers())
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@cache
def _document(origin: str) -> JsonObject:
    from lms.api.v1.openapi import openapi_document

    return openapi_document(current_app._get_current_object(), origin)  # type: ignore[attr-defined]


@cache
def _text(origin: str) -> str:
    return dumps(_document(origin), ensure_ascii=False, indent=1)


def _schemas(document: JsonObject) -> JsonObject:
    return dict(document["components"]["schemas"])
