"""Services of the platform for our own blocks, for one viewer and one database session.

A block names a service with `@XBlock.wants` and works without it in other hosts. The web layer adds
the services `forms` and `links`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.blocks import BLOCKS as ASSESSMENT_BLOCKS
from courses.action_plans import queries as plan_queries
from courses.action_plans import service as action_plans
from courses.action_plans.errors import PlanChanged
from courses.block_host.runtime.viewer import Viewer
from courses.blocks import BLOCKS as COURSE_BLOCKS
from lms.workflows.attempts.attempt_service import AttemptService
from lms.workflows.certificates.certificate_status import CertificateStatusService
from lms.workflows.completion.submit_plan import submit_plan

NO_ADDRESS = ""  # some blocks read the first address without checking
BLOCKS: Mapping[str, str] = {**COURSE_BLOCKS, **ASSESSMENT_BLOCKS}


def own_services(
    session: Session, viewer: Viewer, *, person_key_id: UUID, now: datetime
) -> dict[str, object]:
    """Services by name."""
    learner = BlockLearner(
        viewer.language,
        viewer.audience,
        viewer.province_code,
        is_visitor=viewer.is_visitor,
        has_plain_forms=viewer.has_plain_forms,
    )
    return {
        "learner": learner,
        "user": UserService(viewer),
        "attempts": AttemptService(session, viewer),
        "certificate_status": CertificateStatusService(
            session,
            person_id=viewer.person_id,
            enrolment_id=viewer.enrolment_id,
            course_version_id=viewer.course_version_id,
            language=viewer.language,
            now=now,
        ),
        "action_plan": ActionPlanService(session, viewer, person_key_id, now),
    }


@dataclass(frozen=True, slots=True)
class BlockLearner:
    """Language, audience and province of the learner, for the service `learner`.

    `is_visitor` is true where nobody reads yet: in a pack that phones keep. `has_plain_forms` is
    true there, and on pages whose forms may wait on a phone.
    """

    language: str
    audience: str
    province_code: str
    is_visitor: bool = False
    has_plain_forms: bool = False


@dataclass(frozen=True, slots=True)
class BlockUser:
    """A person in the form of the XBlock convention, without name and contact data.

    `emails` is a list, because some blocks check its type.
    """

    is_current_user: bool
    emails: list[str]
    full_name: str
    display_name: str
    opt_attrs: Mapping[str, object]


class UserService:
    """The service `user` of the XBlock conventions."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    def get_current_user(self) -> BlockUser:
        viewer, anonymous_id = self._viewer, self._viewer.person_id.hex
        attributes = {
            "edx-platform.anonymous_user_id": anonymous_id,
            "edx-platform.deprecated_anonymous_user_id": anonymous_id,
            "edx-platform.user_id": anonymous_id,
            "edx-platform.username": f"learner-{anonymous_id[-8:]}",
            "edx-platform.is_authenticated": True,
            "edx-platform.user_is_staff": viewer.may_change_content,
            "edx-platform.user_is_global_staff": False,
            "edx-platform.user_is_beta_tester": False,
            "edx-platform.user_role": "staff" if viewer.may_change_content else "student",
            "edx-platform.user_preferences": {"pref-lang": viewer.language},
            "edx-platform.request_country_code": None,
        }
        return BlockUser(True, [NO_ADDRESS], "", "", attributes)

    def get_anonymous_user_id(self, username: str = "", course_id: str = "") -> str:
        return self._viewer.person_id.hex

    def get_user_by_anonymous_id(self, uid: str | None = None) -> BlockUser | None:
        """The current user; None for other ids, because blocks may not look up other people."""
        is_own = uid in (None, self._viewer.person_id.hex)
        return self.get_current_user() if is_own else None


class ActionPlanService:
    """Service `action_plan`: loads, saves and submits the learner's plan."""

    def __init__(
        self, session: Session, viewer: Viewer, person_key_id: UUID, now: datetime
    ) -> None:
        self._session = session
        self._viewer = viewer
        self._key_id = person_key_id
        self._now = now

    def load(self) -> plan_queries.Plan | None:
        return plan_queries.action_plan(
            self._session,
            enrolment_id=self._viewer.enrolment_id,
            person_id=self._viewer.person_id,
            person_key_id=self._key_id,
        )

    def save(self, content: Mapping[str, object], version: int | None) -> bool:
        """Save a draft. False if another window has saved other content since that version."""
        try:
            action_plans.save_draft(
                self._session,
                enrolment_id=self._viewer.enrolment_id,
                person_id=self._viewer.person_id,
                person_key_id=self._key_id,
                content=content,
                version=version,
                now=self._now,
            )
        except PlanChanged:
            stored = self.load()
            return stored is not None and stored.content == content  # a double click
        return True

    def keep_beside(self, part_id: str, values: Mapping[str, object]) -> None:
        """Keep a form of a phone whose plan was changed elsewhere meanwhile."""
        action_plans.keep_beside(
            self._session,
            enrolment_id=self._viewer.enrolment_id,
            person_id=self._viewer.person_id,
            person_key_id=self._key_id,
            part_id=part_id,
            values=values,
            now=self._now,
        )

    def submit(self) -> None:
        submit_plan(
            self._session,
            person_id=self._viewer.person_id,
            enrolment_id=self._viewer.enrolment_id,
            now=self._now,
        )
