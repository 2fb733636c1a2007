"""The page on which an administrator checks a platform."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.accounts.lti import queries
from lms.accounts.lti.scores import last_delivery
from lms.extensions import db
from lms.lti.self_check.checks import check_platform
from lms.web.access.auth import require

bp = Blueprint("lti_check", __name__, url_prefix="/admin/platforms", template_folder="templates")
TEXTS: Final[dict[str, tuple[LazyString, LazyString]]] = {
    # step: what it is, and what to do if it fails or is unknown
    "https": (
        _l("Payung has an https address, or is a local trial"),
        _l("Browsers keep the cookies of frames only over https. Serve Payung by https."),
    ),
    "own-keys": (
        _l("The key set of Payung can be read at its public address"),
        _l(
            "Open the public key set URL of Payung in a browser outside your network: it must "
            "show JSON without a sign-in. From inside, some networks cannot reach it."
        ),
    ),
    "allowed": (_l("Launches are allowed"), _l("Choose Allow launches on the page before.")),
    "deployments": (
        _l("A deployment id is entered"),
        _l("Copy the deployment id from the platform; launches without it are rejected."),
    ),
    "launch": (
        _l("A launch by the test platform inside Payung is accepted, and forged ones are not"),
        _l("Tell the people who develop Payung this code."),
    ),
    "keys": (
        _l("The key set of the platform can be read"),
        _l("Compare the public key set URL. It must be https, public and without a redirect."),
    ),
    "issuer": (
        _l("The issuer is the one that the platform publishes"),
        _l("Compare it letter by letter, also the stroke at the end. Many platforms publish none."),
    ),
    "token": (
        _l("The platform gives Payung an access token for scores"),
        _l(
            "Compare client id and access token URL; at the platform, the public key set URL of "
            "Payung, and that it may send scores. Without scores it does not matter."
        ),
    ),
    "members": (
        _l("The platform gives Payung an access token for the members of a course"),
        _l(
            "Switch names and roles (NRPS) on at the platform if you want to compare who learns in "
            "a course. Without that comparison it does not matter."
        ),
    ),
}


@bp.route("/<uuid:platform_id>/check", methods=["GET", "POST"])
def check(platform_id: UUID) -> ResponseReturnValue:
    """Explain the check; sent as a form, do it and show each step."""
    require("platform.set-up")
    platform = queries.platform(db.session(), platform_id)
    steps = check_platform(platform) if request.method == "POST" else ()
    page = render_template(
        "lti_check/check.html",
        platform=platform,
        steps=steps,
        texts=TEXTS,
        score_at=last_delivery(db.session(), platform.id),
    )
    return page, 200, {"Cache-Control": "no-store"}
