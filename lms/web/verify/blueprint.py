"""The blueprint that the modules of this area add their routes to, and how their answers leave."""

from flask import Blueprint, Response, make_response

bp = Blueprint("verify", __name__, template_folder="templates")


def unseen(page: str) -> Response:
    """An answer that is never stored, indexed or named to another site."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
