"""Pictures of questions, cases and options, for the learner of the attempt."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from assessments import queries
from lms.extensions import db
from lms.web.access.auth import current_person
from lms.web.assessments.blueprint import bp

IMMUTABLE = "private, max-age=31536000, immutable"  # an attempt never changes its items


@bp.get("/attempts/<uuid:attempt_id>/items/<int(max=99999):position>/pictures/<target>")
def picture(attempt_id: UUID, position: int, target: str) -> ResponseReturnValue:
    """Send a picture; browsers cache it, so that it is downloaded once."""
    person = current_person()
    media_type, data = queries.get_attempt_picture(
        db.session(), attempt_id, position, target, learner_id=person.id
    )
    return Response(data, mimetype=media_type, headers={"Cache-Control": IMMUTABLE})
