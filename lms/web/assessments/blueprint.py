"""The blueprint of the assessment pages."""

from base64 import urlsafe_b64encode

from flask import Blueprint, Response
from markupsafe import Markup

from assessments.items.case_markup import render_case
from lms.extensions import current_ports

bp = Blueprint("assessments", __name__, template_folder="templates")


@bp.after_request
def forbid_storing(response: Response) -> Response:
    """Forbid caching, so that the back button shows current answers. Pictures may be cached."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.app_template_filter("marked")
def marked_case(text: str) -> Markup:
    """Render the Markdown of a case as HTML."""
    return Markup(render_case(text))  # noqa: S704  sanitised by `render_case`


@bp.app_template_global()
def server_answer_key() -> str:
    """Return id and value of the public key to which a page encrypts exported answers."""
    key = current_ports().answer_keys.public
    return f"{key.kid}.{urlsafe_b64encode(key.point).decode()}"
