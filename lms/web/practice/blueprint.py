"""The blueprint of the practice pages."""

from flask import Blueprint, Response

bp = Blueprint("practice", __name__, template_folder="templates")


@bp.after_request
def forbid_storing(response: Response) -> Response:
    """Forbid caching, so that the back button shows current answers."""
    response.headers["Cache-Control"] = "no-store"
    return response
