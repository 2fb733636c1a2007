"""Submission Review 1.0: a teacher sees the result of a learner, as the platform was sent it.

Roles at a platform give no role here, so the page shows nothing that the platform does not have.
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from flask import render_template, session
from flask.typing import ResponseReturnValue

from lms.accounts.lti import queries
from lms.accounts.lti.errors import LtiPlatformNotFound
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.scores import find_score, sent_score
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.lti.blueprint import bp
from lms.lti.errors import LaunchRejected
from lms.lti.launch_token import MAX_NAME_SHOWN, SubmissionReview
from lms.lti.sign_in import arrives_in_frame
from lms.web.access.frames import FRAME_ORIGINS

REVIEWED: Final = "lti_review"  # in the session
LIFETIME: Final = timedelta(minutes=30)


def remember_review(platform: Platform, message: SubmissionReview) -> None:
    """Keep in the session what the page shows. The cookie can be read, so it has no more."""
    link = message.deployment_id, message.resource_link_id
    score_id = find_score(db.session(), platform.id, *link, subject=message.learner)
    session[REVIEWED] = {
        "platform": str(platform.id),
        "score": str(score_id) if score_id else None,
        "title": message.link_title,
        "name": message.learner_name or message.learner[:MAX_NAME_SHOWN],
        "at": utc_now().timestamp(),
    }
    if arrives_in_frame():
        session[FRAME_ORIGINS] = platform.frame_origins


@bp.get("/review")
def review() -> ResponseReturnValue:
    """Show the score that was sent last. Raises LaunchRejected."""
    request = session.get(REVIEWED)
    if request is None or datetime.fromtimestamp(request["at"], UTC) + LIFETIME < utc_now():
        session.pop(REVIEWED, None)  # the name of a learner must not stay in a browser
        raise LaunchRejected("lti-page-expired", frame_origins=session.get(FRAME_ORIGINS, ""))
    try:
        platform = queries.platform(db.session(), UUID(request["platform"]))
    except LtiPlatformNotFound:
        raise LaunchRejected("lti-platform-unknown") from None
    if not platform.active:
        raise LaunchRejected("lti-platform-stopped", platforms=[platform])
    page = render_template(
        "lti/review.html",
        platform=platform,
        title=request["title"],
        name=request["name"],
        score=sent_score(db.session(), UUID(request["score"])) if request["score"] else None,
    )
    return page, 200, {"Cache-Control": "no-store"}
