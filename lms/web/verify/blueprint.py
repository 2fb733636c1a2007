"""The blueprint of the verification pages, and the headers of their responses."""

from typing import cast

from flask import Blueprint, Flask, Response, make_response

from lms.web.verify import bilingual

bp = Blueprint("verify", __name__, template_folder="templates")
bp.record_once(lambda state: bilingual.init_app(cast(Flask, state.app)))


def private_response(page: str, *, has_form: bool = False) -> Response:
    """Build a response that is not cached, indexed or sent to other sites as a referrer.

    Pages with a form send the referrer to this site, as browsers without Sec-Fetch-Site give no
    other protection against forms of other sites.
    """
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    return response
