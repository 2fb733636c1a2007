"""Invented follow-ups of an example programme: invitations, tests from the pool, questionnaires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.attempts.bulk import AnswerableItem, AnsweredAttempt
from assessments.items.types.values import Response
from courses.follow_up.service import add_invitations
from courses.follow_up.window import Window, windows
from lms.workflows.evaluation.example_answers import Forms, invent_answer
from lms.workflows.evaluation.population import (
    ANSWER_SHARES,
    LaterLearner,
    Learner,
    invent_follow_up,
)

POOL: Final = ("knowledge", "retake")
QUESTIONNAIRES: Final = ("scale-follow-up", "scale")  # the first that the course has
DELAY: Final = timedelta(days=4)  # between the invitation and the answer
DURATION: Final = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Finisher:
    """A learner with a post-test, who completed the course then."""

    learner: Learner
    person_id: UUID
    enrolment_id: UUID
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpPlan:
    """What all follow-ups of an example programme share."""

    months: Sequence[int]
    forms: Forms
    difficulties: Mapping[str, float]
    seed: int
    now: datetime


Later = tuple[Learner, LaterLearner]


def add_follow_ups(
    session: Session, finishers: Sequence[Finisher], plan: FollowUpPlan
) -> tuple[list[AnsweredAttempt], list[Later]]:
    """Invite who is due by now; return their attempts to add, and what is true of them."""
    invited = [
        (finisher, window)
        for finisher in finishers
        for window in windows(finisher.completed_at, plan.months)
        if window.opens_at + DELAY + DURATION <= plan.now
    ]
    add_invitations(session, [(finisher.enrolment_id, window) for finisher, window in invited])
    attempts: list[AnsweredAttempt] = []
    truth: list[Later] = []
    taken: dict[UUID, int] = {}
    for finisher, window in invited:
        later = invent_follow_up(finisher.learner, window.months, seed=plan.seed)
        truth.append((finisher.learner, later))
        if later.takes_test and plan.forms.get(POOL):
            taken[finisher.person_id] = taken.get(finisher.person_id, 0) + 1
            attempts += _attempts(finisher, later, window, taken[finisher.person_id], plan)
    return attempts, truth


def _attempts(
    finisher: Finisher, later: LaterLearner, window: Window, number: int, plan: FollowUpPlan
) -> list[AnsweredAttempt]:
    chance = Random(f"answers {plan.seed} {finisher.learner.number} {window.months}")  # noqa: S311
    pool = list(plan.forms[POOL])
    chance.shuffle(pool)
    drawn = {item.slot: item for item in pool}  # one item of each slot
    code = next((c for c in QUESTIONNAIRES if ("self-efficacy", c) in plan.forms), "")
    asked = plan.forms.get(("self-efficacy", code), ())
    started_at = window.opens_at + DELAY
    attempts = [
        AnsweredAttempt(
            learner_id=finisher.person_id,
            task="follow-up",
            form=POOL[1],
            answers={
                i.version_id: invent_answer(i, later.ability, plan.difficulties, chance)
                for i in drawn.values()
            },
            started_at=started_at,
            submitted_at=started_at + DURATION,
            number=number,
        )
    ]
    if later.answers_questions and asked:
        answers = {
            item.version_id: _chosen(item, chance)
            if item.measures
            else invent_answer(item, later.ability, plan.difficulties, chance)
            for item in asked
        }
        attempts.append(
            AnsweredAttempt(
                learner_id=finisher.person_id,
                task="self-efficacy-follow-up",
                form=code,
                answers=answers,
                started_at=started_at,
                submitted_at=started_at + DURATION,
                number=number,
            )
        )
    return attempts


def _chosen(item: AnswerableItem, chance: Random) -> Response:
    shares = ANSWER_SHARES.get(item.measures, ())
    weights = shares if len(shares) == len(item.points) else [1.0] * len(item.points)
    return chance.choices(item.points, weights)[0]
