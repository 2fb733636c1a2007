"""Completes a course: issues the certificate as soon as the completion rules are met."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import assessments.queries
import certificates.records.service
import courses.catalogue.queries
import courses.enrolment.queries
import courses.enrolment.service
import courses.grading.queries
import courses.progress.completion
import lms.accounts.queries
from certificates.issue_data import Achievement, Holder
from courses.catalogue.queries import CompletionRules
from courses.enrolment.queries import Enrolment
from lms.accounts.lti.scores import request_scores
from lms.kernel.errors import LmsError
from lms.kernel.ports import get_ports
from lms.workflows.certificates.achievement_details import achievement_details
from lms.workflows.certificates.after_issue import notify_holder, request_files
from lms.workflows.completion.published_events import publish_enrolment_completed
from lms.workflows.evaluation.schedule import schedule_evaluation
from lms.workflows.learning_records.publish import publish_course_completed

COMPLETED, WITH_DISTINCTION = 0, 1


def award_if_complete(session: Session, *, enrolment_id: UUID, now: datetime) -> UUID | None:
    """Issue the certificate if the completion rules are met, and return its id.

    Platforms that launched the person get the new score. Idempotent. Returns None if the rules are
    not met, or if the person is erased, whose test may still end at its deadline.
    """
    # Serialises two last steps, so that the second sees the first.
    courses.enrolment.service.lock_enrolments(session, [enrolment_id])
    enrolment = courses.enrolment.queries.enrolment(session, enrolment_id)
    request_scores(session, enrolment.person_id, now=now)
    rules = courses.catalogue.queries.completion_rules(session, enrolment.course_version_id)
    if not has_met(session, enrolment, rules):
        return None
    person = lms.accounts.queries.person_profile(session, enrolment.person_id)
    if person.erased_at is not None:
        return None
    certificate_id = certificates.records.service.issue_certificate(
        session,
        enrolment_id=enrolment_id,
        person_id=person.id,
        person_key_id=person.data_key_id,
        holder=Holder(person.name, person.audience, person.province_code),
        achievement=_achievement(session, enrolment, rules),
        completed_on=now.astimezone(ZoneInfo(get_ports(session).time_zone)).date(),
        now=now,
    )
    # Read again under the lock that issuing takes, so that only one transaction notifies.
    if courses.enrolment.queries.enrolment(session, enrolment_id).completed_at is None:
        courses.enrolment.service.mark_completed(session, enrolment_id, now=now)
        publish_enrolment_completed(session, enrolment, now=now)
        publish_course_completed(session, enrolment_id=enrolment_id, now=now)
        request_files(session, certificate_id, now=now)
        schedule_evaluation(session, enrolment.course_version_id, now=now)
        notify_holder(session, person, now=now)
    return certificate_id


def award_each_if_complete(
    session: Session, enrolment_ids: Iterable[UUID], *, now: datetime
) -> None:
    """Call `award_if_complete` for each enrolment; skip those for which issuing fails."""
    for enrolment_id in enrolment_ids:
        with suppress(LmsError), session.begin_nested():
            award_if_complete(session, enrolment_id=enrolment_id, now=now)


def has_met(session: Session, enrolment: Enrolment, rules: CompletionRules) -> bool:
    """Whether all lessons, scenarios, the plan, the post-test and the grade meet the rules."""
    done = courses.progress.completion.completion(session, enrolment.id)
    return (
        done.has_all_lessons
        and done.has_scenarios(rules.scenarios_required)
        and (done.has_plan or not rules.plan_required)
        and assessments.queries.has_passed(
            session, learner_id=enrolment.person_id, context_id=enrolment.course_version_id
        )
        and courses.grading.queries.has_met_rules(session, enrolment.id)
    )


def _achievement(session: Session, enrolment: Enrolment, rules: CompletionRules) -> Achievement:
    opening = courses.catalogue.queries.opening(
        session, enrolment.course_version_id, is_loopback=get_ports(session).is_loopback
    )
    return Achievement(
        code=rules.code,
        title_id=rules.title_id,
        title_en=rules.title_en,
        hours=rules.hours,
        level=_level(session, enrolment, rules),
        is_pilot=opening.is_pilot or opening.is_draft,
        valid_years=rules.valid_years or None,
        details=achievement_details(
            session,
            enrolment.course_version_id,
            rules,
            required_grade=courses.grading.queries.required_grade(session, enrolment.id),
        ),
    )


def _level(session: Session, enrolment: Enrolment, rules: CompletionRules) -> int:
    if rules.distinction_min is None:
        return COMPLETED
    states = assessments.queries.get_assessment_states(
        session, learner_id=enrolment.person_id, context_id=enrolment.course_version_id
    )
    best = states.post.best_percent or 0
    return WITH_DISTINCTION if best >= rules.distinction_min else COMPLETED
