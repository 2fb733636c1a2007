"""The blueprint that the modules of this area add their routes to."""

from flask import Blueprint, Response

bp = Blueprint("practice", __name__, template_folder="templates")


@bp.after_request
def forbid_storing(response: Response) -> Response:
    """No copy of a page stays in the browser: the back button asks for what is stored now."""
    response.headers["Cache-Control"] = "no-store"
    return response
