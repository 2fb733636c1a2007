"""XBlock service `attempts` of the host: links a block to the pages of an assessment."""

from sqlalchemy.orm import Session

from assessments.errors import AssessmentNotFound
from assessments.queries import AssessmentStates, get_assessment_states
from courses.block_host.runtime.viewer import Viewer


class AttemptService:
    """Queries on first use, so that pages without a test block cost no query."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self._session = session
        self._viewer = viewer

    def state(self, purpose: str) -> dict[str, str]:
        """Return `state` (not-started, open or done) and `address`, the page to continue on."""
        states = get_assessment_states(
            self._session,
            learner_id=self._viewer.person_id,
            context_id=self._viewer.course_version_id,
        )
        base = f"/courses/{self._viewer.course_code}"
        if purpose == "practice":
            return {"state": "not-started", "address": f"{base}/practice"}
        address = f"{base}/assessments/{purpose}"
        return {"state": _state_of(states, purpose), "address": address}


def _state_of(states: AssessmentStates, purpose: str) -> str:
    by_purpose = {"pre": states.pre, "post": states.post, "follow-up": states.follow_up}
    state = by_purpose.get(purpose)
    if state is None:
        raise AssessmentNotFound(purpose=purpose)
    return state.state
