"""Fills an empty database with invented learners of a course, for pages full of figures.

Names and addresses are numbered, and nobody can sign in as an invented learner. The database must
not have learners yet, so that invented and real people never mix.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.attempts.bulk import (
    AnswerableItem,
    add_submitted_attempts,
    assign_arms,
    get_answerable_forms,
)
from assessments.kinds import Arm, Kind
from assessments.queries import get_follow_up_months
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.bulk import NewEnrolment, add_enrolments
from courses.enrolment.queries import count_enrolments
from courses.enrolment.service import get_or_open_cohort
from courses.progress.bulk import add_finished_lessons
from lms.accounts.contacts import parse_contact
from lms.accounts.provinces import PROVINCES
from lms.accounts.provisioning.service import NewPerson, add_consents, create_people
from lms.kernel.errors import Conflict
from lms.organisations.new_members.service import ImportContext, UnitAssignment, add_members
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.evaluation.example_answers import (
    COMPLETED_AFTER,
    invent_all_difficulties,
    invent_attempts,
)
from lms.workflows.evaluation.example_follow_ups import (
    Finisher,
    FollowUpPlan,
    Later,
    add_follow_ups,
)
from lms.workflows.evaluation.example_reach import add_reach
from lms.workflows.evaluation.invented_reach import (
    ReachTruth,
    Sessions,
    describe_reach,
    invent_reach,
)
from lms.workflows.evaluation.population import (
    FollowUpTruth,
    Learner,
    Truth,
    describe_follow_up,
    describe_truth,
    invent_learners,
)

ORGANISATIONS: Final = 12
BATCH_SIZE: Final = 1_000  # learners in memory at once
DAYS: Final = 180  # between the first and the last enrolment


class LearnersPresent(Conflict):
    """The database has learners, so invented ones may not be added."""

    code = "learners-present"


@dataclass(frozen=True, slots=True)
class ExampleTruth(Truth):
    """The truth about tests, plans and awareness sessions, and follow-ups by their months."""

    reach: ReachTruth
    follow_ups: Mapping[int, FollowUpTruth]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all batches share: groups of learners, forms of the tests, difficulty of items.

    `reach` are plans and awareness sessions by number of the learner.
    """

    course_version_id: UUID
    cohorts: Mapping[int | None, UUID]  # by number of the organisation
    organisations: Sequence[UUID]
    forms: Mapping[tuple[Kind, str], tuple[AnswerableItem, ...]]
    difficulties: Mapping[str, float]
    reach: Sessions
    started_at: datetime
    step: timedelta  # between two enrolments
    now: datetime
    months: Sequence[int]  # of the follow-ups
    seed: int


def fill_with_learners(
    session: Session, *, course_version_id: UUID, count: int, seed: int, now: datetime
) -> ExampleTruth:
    """Add `count` invented learners to a course version, and return the truth about them.

    Raises LearnersPresent, or CourseNotFound.
    """
    if count_enrolments(session):
        raise LearnersPresent()
    learners = invent_learners(
        count, seed=seed, provinces=list(PROVINCES), organisations=ORGANISATIONS
    )
    reach = invent_reach(learners, seed=seed)
    setting = _prepare(session, course_version_id, reach, learners, seed, now)
    chance = Random(f"answers {seed}")  # noqa: S311
    later: list[Later] = []
    for first in range(0, count, BATCH_SIZE):
        batch = learners[first : first + BATCH_SIZE]
        later += _add_batch(session, batch, setting, chance)
    return ExampleTruth(
        **asdict(describe_truth(learners)),
        reach=describe_reach(learners, reach),
        follow_ups={
            months: describe_follow_up([pair for pair in later if pair[1].months == months])
            for months in setting.months
        },
    )


def _prepare(
    session: Session,
    course_version_id: UUID,
    reach: Sessions,
    learners: Sequence[Learner],
    seed: int,
    now: datetime,
) -> _Setting:
    organisations = [
        create_organisation(
            session,
            kind="school" if number % 2 else "cso",
            facts=OrganisationDetails(
                name=f"{'Sekolah' if number % 2 else 'Yayasan'} Contoh {number + 1}"
            ),
            parent_id=None,
            founded_by=None,
            now=now,
            is_approved=True,
        )
        for number in range(ORGANISATIONS)
    ]
    session.flush()
    cohorts: dict[int | None, UUID] = {
        None: get_or_open_cohort(session, course_version_id, now=now)
    }
    for number, organisation_id in enumerate(organisations):
        facts = CohortDetails(name=f"Angkatan Contoh {number + 1}")
        cohorts[number] = open_cohort(
            session,
            organisation_id=organisation_id,
            course_version_id=course_version_id,
            facts=facts,
            now=now,
        )
    session.flush()
    forms = get_answerable_forms(session, course_version_id)
    return _Setting(
        course_version_id=course_version_id,
        cohorts=cohorts,
        organisations=organisations,
        forms=forms,
        difficulties=invent_all_difficulties(forms, seed=seed),
        reach=reach,
        started_at=now - timedelta(days=DAYS + 60),
        step=timedelta(days=DAYS) / max(1, len(learners)),
        now=now,
        months=get_follow_up_months(session).get(course_version_id, ()),
        seed=seed,
    )


def _add_batch(
    session: Session,
    learners: Sequence[Learner],
    setting: _Setting,
    chance: Random,
) -> list[Later]:
    people = [
        NewPerson(
            name=f"Peserta Contoh {learner.number}",
            contact=parse_contact(f"peserta-{learner.number}@example.org"),
            audience=learner.role,
            province_code=learner.province,
        )
        for learner in learners
    ]
    created = create_people(session, people, language="id", now=setting.started_at)
    ids = {
        learner.number: person_id
        for learner, (person_id, _key) in zip(learners, created, strict=True)
    }
    add_consents(session, list(ids.values()), purposes=("learning",), now=setting.started_at)
    agreed = [ids[learner.number] for learner in learners if learner.agrees]
    add_consents(session, agreed, purposes=("evaluation",), now=setting.started_at)
    _add_members(session, learners, ids, setting)
    began = {learner.number: _began(learner, setting) for learner in learners}
    enrolments = add_enrolments(
        session,
        [
            NewEnrolment(
                ids[learner.number], setting.cohorts[learner.organisation], began[learner.number]
            )
            for learner in learners
        ],
        course_version_id=setting.course_version_id,
    )
    finished = {
        enrolments[ids[learner.number]]: began[learner.number] + timedelta(days=14)
        for learner in learners
        if learner.has_reached("lessons")
    }
    add_finished_lessons(session, finished, course_version_id=setting.course_version_id)
    add_reach(
        session,
        learners,
        setting.reach,
        people=dict(zip((learner.number for learner in learners), created, strict=True)),
        enrolments=enrolments,
        organisations=setting.organisations,
        began=began,
        now=setting.now,
    )
    arms = _assign_arms(session, learners, ids, setting)
    attempts = [
        attempt
        for learner in learners
        if learner.has_reached("pre")
        for attempt in invent_attempts(
            learner,
            ids[learner.number],
            arms[ids[learner.number]],
            began[learner.number],
            setting.forms,
            setting.difficulties,
            chance,
        )
    ]
    plan = FollowUpPlan(
        setting.months,
        setting.forms,
        setting.difficulties,
        setting.seed,
        setting.now,
    )
    finishers = [
        Finisher(
            learner,
            ids[learner.number],
            enrolments[ids[learner.number]],
            began[learner.number] + COMPLETED_AFTER,
        )
        for learner in learners
        if learner.has_reached("post")
    ]
    later_attempts, later = add_follow_ups(session, finishers, plan)
    add_submitted_attempts(
        session, [*attempts, *later_attempts], context_id=setting.course_version_id
    )
    return later


def _began(learner: Learner, setting: _Setting) -> datetime:
    return setting.started_at + learner.number * setting.step


def _add_members(
    session: Session, learners: Sequence[Learner], ids: Mapping[int, UUID], setting: _Setting
) -> None:
    for number, organisation_id in enumerate(setting.organisations):
        units = [
            UnitAssignment(ids[learner.number])
            for learner in learners
            if learner.organisation == number
        ]
        context = ImportContext(organisation_id, setting.cohorts[number], None, setting.started_at)
        add_members(session, units, to=context)


def _assign_arms(
    session: Session,
    learners: Sequence[Learner],
    ids: Mapping[int, UUID],
    setting: _Setting,
) -> dict[UUID, Arm]:
    by_cohort: dict[UUID, list[UUID]] = {}
    for learner in learners:
        if learner.has_reached("pre"):
            cohort_id = setting.cohorts[learner.organisation]
            by_cohort.setdefault(cohort_id, []).append(ids[learner.number])
    return assign_arms(
        session, by_cohort, context_id=setting.course_version_id, now=setting.started_at
    )
