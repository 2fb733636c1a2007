"""The XBlock service `certificate_status`: progress of a learner towards the certificate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.queries
import courses.catalogue.queries
import courses.grading.queries
import courses.progress.completion
from certificates.records.queries import held_certificates


@dataclass(frozen=True, slots=True)
class StatusPart:
    """A requirement. `code` is lessons, stories, core, plan, test or grade.

    Part `core` has the `titles` of the core scenarios and the `percent` of the points of one.
    """

    code: str
    done: int
    total: int
    titles: tuple[str, ...] = ()
    percent: int = 0


@dataclass(frozen=True, slots=True)
class LearnerCertificateStatus:
    """Status of a learner. `state` is open, issued or revoked; open ones have parts."""

    state: str
    parts: tuple[StatusPart, ...] = ()


class CertificateStatusService:
    """Of the viewer alone. Asks the database only when a block asks."""

    def __init__(
        self,
        session: Session,
        *,
        person_id: UUID,
        enrolment_id: UUID,
        course_version_id: UUID,
        language: str,
        now: datetime,
    ) -> None:
        self._session = session
        self._person_id = person_id
        self._enrolment_id = enrolment_id
        self._version_id = course_version_id
        self._language = language
        self._now = now

    def status(self) -> LearnerCertificateStatus:
        """Return whether a certificate was issued, or what is missing."""
        held = held_certificates(self._session, [self._enrolment_id], now=self._now)
        if self._enrolment_id in held:
            is_revoked = held[self._enrolment_id].state == "revoked"
            return LearnerCertificateStatus("revoked" if is_revoked else "issued")
        return LearnerCertificateStatus("open", tuple(self._parts()))

    def _parts(self) -> Iterator[StatusPart]:
        rules = courses.catalogue.queries.completion_rules(self._session, self._version_id)
        done = courses.progress.completion.completion(self._session, self._enrolment_id)
        yield StatusPart("lessons", done.lessons_done, done.lessons_total)
        if rules.scenarios_required:
            yield StatusPart("stories", done.scenarios_done, rules.scenarios_required)
            titles = courses.catalogue.queries.core_scenarios(
                self._session, self._version_id, language=self._language
            )
            if titles:
                is_passed = int(done.has_core_scenario)
                yield StatusPart("core", is_passed, 1, titles, rules.scenario_min_percent)
        if rules.plan_required:
            yield StatusPart("plan", int(done.has_plan), 1)
        has_passed = assessments.queries.has_passed(
            self._session, learner_id=self._person_id, context_id=self._version_id
        )
        yield StatusPart("test", int(has_passed), 1)
        if courses.grading.queries.is_graded(self._session, self._version_id):
            is_met = courses.grading.queries.has_met_rules(self._session, self._enrolment_id)
            yield StatusPart("grade", int(is_met), 1)
