"""The blueprint that the modules of this area add their routes to."""

from base64 import urlsafe_b64encode

from flask import Blueprint, Response
from markupsafe import Markup

from assessments.items.case_markup import marked
from lms.extensions import current_ports

bp = Blueprint("assessments", __name__, template_folder="templates")


@bp.after_request
def forbid_storing(response: Response) -> Response:
    """No copy of a page stays in the browser: the back button asks for what is stored now."""
    response.headers.setdefault("Cache-Control", "no-store")  # a picture is kept
    return response


@bp.app_template_filter("marked")
def marked_case(text: str) -> Markup:
    """The Markdown of a case as HTML."""
    return Markup(marked(text))  # noqa: S704  cleaned by `marked`


@bp.app_template_global()
def server_answer_key() -> str:
    """To which the page seals answers that leave as a file: the id of the key, and the key."""
    key = current_ports().answer_keys.public
    return f"{key.kid}.{urlsafe_b64encode(key.point).decode()}"
