"""People of a course for tests of evaluation, and counts computed from the answers alone."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry, Score
from assessments.evaluation.models import EvaluationMember, GroupSummary
from assessments.items.models import Assessment, Item, ItemVersion
from assessments.service import Answer, save_response, start_attempt
from courses.cohorts.service import enrol_in_cohort
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonProgress
from lms import extensions
from lms.accounts.consents.service import give_consents
from lms.accounts.merging.models import AccountMerge
from lms.accounts.models import Consent
from lms.kernel.task_context import TaskContext
from lms.workflows.attempts.take_assessment import finish_attempt
from lms.workflows.evaluation.refresh import evaluate_course
from tests.factories import make_person
from tests.integration.assessments.attempt_times import START, right_values

DIMENSIONS = ("role", "province", "organisation", "cohort")


def join(session, cohort_id, *, now=START, purposes=("evaluation",), **facts):
    """A person in a cohort; gives their id."""
    person_id = make_person(session, now=now, **facts)
    give_consents(session, person_id, purposes=purposes, now=now)
    enrol_in_cohort(session, person_id=person_id, cohort_id=cohort_id, now=now)
    return person_id


def sit(session, course, person_id, task, *, correct=12, answers_from=0, now=START):
    """A whole attempt, handed in as the pages do; unanswered items are wrong. Gives its id.

    Of the right answers those before the position `answers_from` are not saved, which is quicker.
    """
    attempt_id = start_attempt(
        session,
        learner_id=person_id,
        context_id=course.context_id,
        cohort_id=course.cohort_id,
        purpose=task,
        now=now,
    )
    session.flush()
    if task.startswith("self"):
        values = rating_values(session, attempt_id, correct)
    else:
        values = right_values(session, attempt_id)[:correct]
    for position, value in list(enumerate(values, start=1))[answers_from:]:
        save_response(
            session,
            attempt_id=attempt_id,
            learner_id=person_id,
            position=position,
            response_id=uuid4(),
            response=Answer({"answer": [value]}),
            now=now,
        )
    finish_attempt(session, attempt_id, person_id=person_id, now=now)
    return attempt_id


def rating_values(session, attempt_id, rating):
    """Values on the page of the same rating at each position."""
    options = select(AttemptSlot.options).where(AttemptSlot.attempt_id == attempt_id)
    return [
        row[rating % len(row)][0]
        for row in session.scalars(options.order_by(AttemptSlot.position))
        if row
    ]


def evaluate(app, new_session, version_id, *, now, is_forced=True, transaction=None):
    """Evaluate a course version, with `transaction` instead of the usual ones."""
    with app.app_context(), new_session() as session:
        context = TaskContext(session, transaction or extensions.transaction, now)
        return evaluate_course(context, version_id, is_forced=is_forced)


def month_later(days=40):
    """When people may count without their own group."""
    return START + timedelta(days=days)


def contributions_from_scratch(session, version_id):
    """What each consenting person contributes, read answer by answer, as plain values."""
    owners = {row.other_id: row.person_id for row in session.scalars(select(AccountMerge))}
    accounts = {}
    for account in session.scalars(
        select(Enrolment.person_id).where(Enrolment.course_version_id == version_id)
    ):
        accounts.setdefault(owners.get(account, account), set()).add(account)
    for other, person in owners.items():
        if person in accounts:
            accounts[person].add(other)
    consenting = set(
        session.scalars(
            select(Consent.person_id).where(
                Consent.purpose == "evaluation", Consent.withdrawn_at.is_(None)
            )
        )
    )
    return {
        person: _contribution(session, version_id, mine)
        for person, mine in accounts.items()
        if person in consenting
    }


def _contribution(session, version_id, accounts):
    lesson_at = session.scalar(
        select(LessonProgress.opened_at)
        .join(Enrolment, Enrolment.id == LessonProgress.enrolment_id)
        .where(Enrolment.person_id.in_(accounts))
        .order_by(LessonProgress.opened_at)
    )
    tests = {}
    for attempt, assessment in session.execute(
        select(Attempt, Assessment)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(
            Attempt.learner_id.in_(accounts),
            Attempt.submitted_at.is_not(None),
            Assessment.context_id == version_id,
        )
        .order_by(Attempt.submitted_at, Attempt.id)
    ):
        points = _points(session, attempt, assessment.kind)
        kind, purpose = assessment.kind, assessment.purpose
        if points is None or (kind, purpose) in tests:
            continue
        is_late = (kind, "post") in tests or (lesson_at and attempt.submitted_at > lesson_at)
        if purpose != "pre" or not is_late:
            tests[kind, purpose] = points
    pre, post = tests.get(("knowledge", "pre")), tests.get(("knowledge", "post"))
    before = tests.get(("self-efficacy", "pre"))
    after = tests.get(("self-efficacy", "post"))
    is_matched = pre is not None and post is not None
    has_scales = before is not None and after is not None
    return {
        "pre": _percent(pre),
        "post": _percent(post),
        "items": {
            code: (points >= 1, post[version, code, objective] >= 1)
            for (version, code, objective), points in pre.items()
            if (version, code, objective) in post
        }
        if is_matched
        else {},
        "confidence": {
            key[1]: (rating, after[key]) for key, rating in before.items() if key in after
        }
        if has_scales
        else {},
    }


def _points(session, attempt, kind):
    """Points, or ratings of a scale that was answered whole, by item; None if nothing counts."""
    score = session.scalar(
        select(Score).where(Score.attempt_id == attempt.id).order_by(Score.number.desc())
    )
    values = {}
    is_whole = True
    for slot, version, item in session.execute(
        select(AttemptSlot, ItemVersion, Item)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AttemptSlot.attempt_id == attempt.id)
    ):
        key = (version.id, item.code, version.objective_code)
        if kind == "knowledge":
            if str(slot.position) in score.slot_points:
                values[key] = score.slot_points[str(slot.position)]
            continue
        answers = session.scalars(
            select(ResponseLogEntry)
            .where(
                ResponseLogEntry.attempt_id == attempt.id,
                ResponseLogEntry.position == slot.position,
            )
            .order_by(ResponseLogEntry.sequence)
        ).all()
        if answers and answers[-1].response:
            values[key] = answers[-1].response["rating"]
        else:
            is_whole = False
    if kind != "knowledge":
        return values if is_whole else {}
    return values or None


def _percent(points):
    return None if points is None else round(100 * sum(points.values()) / len(points), 9)


def stored_members(session, version_id):
    return session.scalars(
        select(EvaluationMember).where(EvaluationMember.context_id == version_id)
    ).all()


def stored_summaries(session, version_id):
    rows = session.scalars(select(GroupSummary).where(GroupSummary.context_id == version_id))
    return {(row.dimension, row.group_id): row for row in rows}
