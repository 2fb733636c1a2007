"""Whether a pre-test comes before the first lesson."""

from uuid import UUID

from assessments.queries import get_assessment_states
from lms.extensions import db
from lms.web.access.auth import SignedInPerson


def pending_pre_test_state(person: SignedInPerson, course_version_id: UUID) -> str | None:
    """The state of a pre-test that the learner may still take, or None."""
    states = get_assessment_states(db.session(), learner_id=person.id, context_id=course_version_id)
    pre = states.pre
    is_to_do = pre is not None and pre.state != "done" and not states.is_too_late(pre)
    return pre.state if pre is not None and is_to_do else None


def has_pending_pre_test(person: SignedInPerson, course_version_id: UUID) -> bool:
    """Whether the learner may still take the pre-test."""
    return pending_pre_test_state(person, course_version_id) is not None
