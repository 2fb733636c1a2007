"""Health checks for monitoring."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lms.adapters.database.integrity import find_damage
from lms.extensions import csrf, db, limiter
from lms.kernel.sealing.server_key_record import has_matching_server_key

bp = Blueprint("health", __name__)
csrf.exempt(bp)
limiter.exempt(bp)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Ready if the database answers, its last check found no damage and the server key is its own.

    Not affected by a full disk, because reading works.
    """
    if find_damage(current_app.extensions["settings"].data_dir) is not None:
        return jsonify(status="database-damaged"), 503
    try:
        has_key = has_matching_server_key(db.session())
    except SQLAlchemyError:
        return jsonify(status="database-unreachable"), 503
    if not has_key:
        return jsonify(status="server-key-of-another"), 503
    return jsonify(status="ok")
