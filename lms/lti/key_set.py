"""The public keys of this tool."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from lms.accounts.lti.keys import published_keys
from lms.extensions import db
from lms.lti.blueprint import bp


@bp.get("/jwks.json")
def key_set() -> ResponseReturnValue:
    """The key set (RFC 7517). Platforms verify messages of this tool with it."""
    response = jsonify({"keys": published_keys(db.session())})
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
