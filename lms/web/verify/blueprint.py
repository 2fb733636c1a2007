"""The blueprint that the modules of this area add their routes to, and how their answers leave."""

from typing import cast

from flask import Blueprint, Flask, Response, make_response

from lms.web.verify import bilingual

bp = Blueprint("verify", __name__, template_folder="templates")
bp.record_once(lambda state: bilingual.init_app(cast(Flask, state.app)))


def private_response(page: str, *, has_form: bool = False) -> Response:
    """An answer that is never stored, indexed or named to another site.

    With a form our own site is told where it stands: without that, browsers that send no
    Sec-Fetch-Site leave nothing to tell a form of ours from another's.
    """
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    return response
