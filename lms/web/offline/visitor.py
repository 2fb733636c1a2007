"""The visitor for whom packs and prints are made: nobody, with no state."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from flask import current_app, g

from courses.block_host.runtime.viewer import NOBODY
from courses.catalogue.queries import Opening
from courses.lessons.course_map import LearnerCourse
from lms.web.access.auth import SignedInPerson
from lms.web.shell import IN_PACK

VISITOR: Final = SignedInPerson(
    id=NOBODY,
    name="",
    language="id",
    audience=None,
    province_code=None,
    data_key_id=NOBODY,
    wrapped_key=None,
    fs_uniquifier="",
    session_id=NOBODY,
    proved_at=datetime.min.replace(tzinfo=UTC),
    is_proved_elsewhere=False,
    grants=(),
)


def visitor_course(version_id: UUID, code: str, title: str, opening: Opening) -> LearnerCourse:
    """A version as the course of nobody, of which nothing is done."""
    return LearnerCourse(
        enrolment_id=NOBODY,
        course_version_id=version_id,
        cohort_id=NOBODY,
        code=code,
        title=title,
        hours=0,
        post_test_min=0,
        scenarios_required=0,
        scenario_min_percent=0,
        is_plan_required=False,
        plan_rule="submitted",
        started_at=datetime.min.replace(tzinfo=UTC),
        completed_at=None,
        opening=opening,
        scenarios_done=0,
        has_core_scenario=False,
        core_scenarios=(),
        plan_state="",
        announcements=0,
        live_sessions=0,
        cohort_name="",
        pace="",
        cohort_starts_on=None,
        cohort_ends_on=None,
        is_attendance_counted=False,
        version_label="",
        superseded_at=None,
        has_newer=False,
        has_earlier=False,
    )


class VisitorRequest:
    """A request of nobody for a path, within which its page is rendered in a language."""

    def __init__(self, path: str, language: str, origin: str) -> None:
        self._context = current_app._get_current_object().test_request_context(path, origin)  # type: ignore[attr-defined]
        self._language = language

    def __enter__(self) -> None:
        own = vars(g._get_current_object())
        self._outer = dict(own)  # the visitor has another language, and is nobody
        own.clear()
        self._context.__enter__()
        g.person_language = self._language
        setattr(g, IN_PACK, True)

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(*error)
        own = vars(g._get_current_object())
        own.clear()
        own.update(self._outer)
