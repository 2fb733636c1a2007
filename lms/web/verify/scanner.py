"""The offline scanner page and its data."""

from flask import Response, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue

from certificates.verification import scanner_bundle
from lms.extensions import current_ports, db, limiter
from lms.kernel.clock import utc_now
from lms.web.security import widen_policy
from lms.web.verify.blueprint import bp
from lms.web.verify.scanner_verdicts import SCANNER_VERDICTS
from lms.web.verify.verdicts import LEVELS

FETCHES = "60 per minute"


@bp.get("/verify/scan")
def scan() -> ResponseReturnValue:
    """Show the only page that uses the camera and WebAssembly."""
    widen_policy(
        script_src="'self' 'wasm-unsafe-eval'",
        img_src="'self' data: blob:",
        media_src="'self' blob:",
        worker_src="'self'",
    )
    hosts = scanner_bundle.issuer_hosts(db.session())
    page = render_template(
        "verify/scan.html",
        verdicts=SCANNER_VERDICTS,
        levels=LEVELS,
        hosts=hosts,
        zone=current_ports().time_zone,
    )
    response = make_response(page)
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("/verify/keys.json")
@limiter.limit(FETCHES)
def keys() -> ResponseReturnValue:
    """Serve hosts and keys to the scanner and to the script of the number page."""
    session = db.session()
    answer = {
        "hosts": scanner_bundle.issuer_hosts(session),
        "keys": [
            {
                "id": key.id,
                "public_key": key.public_key.hex(),
                "is_specimen": key.is_specimen,
                "state": key.state,
                "retired_at": int(key.retired_at.timestamp()) if key.retired_at else None,
            }
            for key in scanner_bundle.scanner_keys(session)
        ],
        "made_at": int(utc_now().timestamp()),
    }
    return _for_anyone(jsonify(answer))


@bp.get("/verify/lists")
@limiter.limit(FETCHES)
def lists() -> ResponseReturnValue:
    """Serve the signed status lists for the scanner."""
    message = scanner_bundle.signed_lists(db.session(), now=utc_now())
    return _for_anyone(Response(message, mimetype="application/cose"))


def _for_anyone(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    return response
