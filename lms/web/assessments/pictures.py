"""A picture of a question, its case or an option, for whoever has the question."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from assessments import queries
from lms.extensions import db
from lms.web.access.auth import current_person
from lms.web.assessments.blueprint import bp

FOR_GOOD = "private, max-age=31536000, immutable"  # an attempt never changes its items


@bp.get("/attempts/<uuid:attempt_id>/items/<int(max=99999):position>/pictures/<target>")
def picture(attempt_id: UUID, position: int, target: str) -> ResponseReturnValue:
    """Kept by the browser, so that a weak network carries it once."""
    person = current_person()
    media_type, data = queries.get_attempt_picture(
        db.session(), attempt_id, position, target, learner_id=person.id
    )
    return Response(data, mimetype=media_type, headers={"Cache-Control": FOR_GOOD})
