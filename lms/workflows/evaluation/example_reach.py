"""Stores invented action plans and awareness sessions of an example programme."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from courses.action_plans.bulk import NewPlan, add_submitted_plans
from courses.awareness.bulk import NewSession, add_sessions
from lms.kernel.sealing.secret_keys import SecretKey
from lms.workflows.evaluation.invented_reach import PLAN_DAY, Sessions
from lms.workflows.evaluation.population import Learner


def add_reach(
    session: Session,
    learners: Sequence[Learner],
    invented: Sessions,
    *,
    people: Mapping[int, tuple[UUID, SecretKey]],
    enrolments: Mapping[UUID, UUID],
    organisations: Sequence[UUID],
    began: Mapping[int, datetime],
    now: datetime,
) -> None:
    """Store plans and sessions of these learners; `enrolments` are ids by person."""
    plans, held = [], []
    for learner in learners:
        if learner.number not in invented:
            continue
        person_id, key = people[learner.number]
        started_at, enrolment_id = began[learner.number], enrolments[person_id]
        plans.append(NewPlan(enrolment_id, person_id, key, started_at + timedelta(days=PLAN_DAY)))
        number = learner.organisation
        held += [
            NewSession(
                enrolment_id,
                person_id,
                key,
                None if number is None else organisations[number],
                (started_at + timedelta(days=entry.day)).date(),
                learner.province,
                entry.audience,
                entry.children,
                entry.adults,
            )
            for entry in invented[learner.number]
        ]
    add_submitted_plans(session, plans)
    add_sessions(session, held, now=now)
