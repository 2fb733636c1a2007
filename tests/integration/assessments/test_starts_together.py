"""Learners who start tests at the same moment: who waits, and what may not happen twice."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from threading import Barrier, Event
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments import errors, service
from assessments.attempts.bulk import assign_arms
from assessments.attempts.models import ArmAssignment, Attempt
from assessments.items.models import AssessmentForm, FormSlot, ItemVersion
from assessments.practice.service import plan_practice, start_round
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.service import enrol_learner
from lms.accounts.merging.service import lock_account, request_merge
from lms.kernel.clock import utc_now
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt
from tests.conftest import ON_POSTGRESQL

from .conftest import HOUR, PATIENCE, START

BLOCK = ["AB", "AB", "BA", "BA"]
only_with_row_locks = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer")


def at_once(steps):
    """Run all steps in threads of their own, released together, and return what they return."""
    barrier = Barrier(len(steps))

    def run(step):
        barrier.wait()
        return step()

    with ThreadPoolExecutor(len(steps)) as threads:
        return [future.result() for future in [threads.submit(run, step) for step in steps]]


@pytest.fixture
def held_open(write):
    """A step that has done all but its commit; yields whether it has ended meanwhile."""

    @contextmanager
    def held_open(step):
        has_done, may_end = Event(), Event()

        def all_but_the_commit(session):
            step(session)
            session.flush()
            has_done.set()
            may_end.wait(PATIENCE)

        with ThreadPoolExecutor(1) as thread:
            future = thread.submit(write, all_but_the_commit)
            assert has_done.wait(PATIENCE)
            try:
                yield future.done
            finally:
                may_end.set()
            future.result(PATIENCE)

    return held_open


@pytest.fixture
def step(course):
    """A start as a step of a transaction."""

    def step(learner, task, cohort_id=None):
        return partial(
            service.start_attempt,
            learner_id=learner.id,
            context_id=course.context_id,
            cohort_id=cohort_id or course.cohort_id,
            purpose=task,
            now=START,
        )

    return step


def arms_in_order(session):
    rows = select(ArmAssignment.arm).order_by(ArmAssignment.cohort_id, ArmAssignment.sequence)
    return session.scalars(rows).all()


def blocks(arms):
    return [sorted(arms[first : first + len(BLOCK)]) for first in range(0, len(arms), len(BLOCK))]


def test_blocks_of_a_cohort_stay_exact_when_all_start_at_once(make_learner, read):
    learners = [make_learner() for _ in range(16)]
    at_once([partial(learner.start, "pre") for learner in learners])
    assert blocks(read(arms_in_order)) == [BLOCK] * 4


def test_one_learner_who_starts_many_times_at_once_has_one_attempt(learner, read):
    ids = at_once([partial(learner.start, "pre", attempt_id=uuid4()) for _ in range(8)])
    assert len(set(ids)) == 1
    assert read(lambda session: session.scalar(select(func.count()).select_from(Attempt))) == 1
    assert len(read(arms_in_order)) == 1


def test_used_up_attempts_stay_used_up_when_one_learner_starts_at_once(learner, read):
    learner.sit("pre")

    def start():
        with pytest.raises((errors.AttemptsUsedUp, errors.AssessmentPassed)):
            learner.start("pre", now=START + HOUR)

    at_once([start] * 4)
    assert read(lambda session: session.scalar(select(func.count()).select_from(Attempt))) == 1


def test_pre_test_does_not_begin_beside_the_post_test(learner, step, while_open):
    with pytest.raises(errors.PostTestBegun):
        while_open(step(learner, "post"), step(learner, "pre"))


def test_two_learners_who_send_one_id_at_once_get_one_attempt(make_learner, read):
    attempt_id = uuid4()

    def start(learner):
        try:
            return learner.start("pre", attempt_id=attempt_id)
        except errors.AttemptIdTaken:
            return None

    found = at_once([partial(start, make_learner()) for _ in range(2)])
    assert set(found) == {attempt_id, None}
    assert len(read(arms_in_order)) == 1


@only_with_row_locks
def test_learners_wait_for_each_other_only_where_arms_are_drawn(
    make_learner, step, held_open, schools, write
):
    first, *others = (make_learner() for _ in range(3))
    others[0].start("pre")
    with held_open(step(first, "pre")) as has_ended:
        write(step(others[0], "post"))
        write(step(others[1], "self-efficacy-before"))
        write(step(others[1], "pre", schools[0].cohort_id))
        assert not has_ended()


@only_with_row_locks
def test_practice_of_one_learner_does_not_wait_for_another(
    make_learner, course, held_open, write, read
):
    objectives = read(lambda session: taught(session, course.context_id))
    one, other = make_learner(), make_learner()
    for who in (one, other):
        write(plan_practice, **who.context, taught=dict.fromkeys(objectives, START))
    later = {"now": START + 30 * 24 * HOUR}
    with held_open(partial(start_round, **one.context, **later)) as has_ended:
        assert write(start_round, **other.context, **later)
        assert not has_ended()


def taught(session, context_id):
    return session.scalars(
        select(ItemVersion.objective_code)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id, AssessmentForm.code == "practice")
    ).all()


def test_start_that_waits_for_a_merge_finds_the_enrolment_moved(
    learner, make_person, course, write, while_open, read
):
    kept = make_person()
    enrolment_id = write(
        enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START
    )
    merge_id = write(request_merge, kept, other_id=learner.id, now=utc_now())
    merge = partial(merge_accounts, merge_id=merge_id, person_id=kept, now=utc_now())
    start = partial(
        start_attempt, person_id=learner.id, enrolment_id=enrolment_id, purpose="pre", now=START
    )
    with pytest.raises(EnrolmentNotFound):
        while_open(merge, start)
    assert read(lambda session: session.scalar(select(func.count()).select_from(Attempt))) == 0


def test_attempt_that_starts_before_a_merge_moves_with_it(
    learner, make_person, course, write, while_open, read
):
    kept = make_person()
    enrolment_id = write(
        enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START
    )
    merge_id = write(request_merge, kept, other_id=learner.id, now=utc_now())
    start = partial(
        start_attempt, person_id=learner.id, enrolment_id=enrolment_id, purpose="pre", now=START
    )
    while_open(start, partial(merge_accounts, merge_id=merge_id, person_id=kept, now=utc_now()))
    assert read(lambda session: session.scalars(select(Attempt.learner_id)).all()) == [kept]


def test_invented_learners_fill_the_block_that_learners_have_begun(
    make_learner, make_person, course, write, read
):
    for _ in range(3):
        make_learner().start("pre")
    invented = [make_person() for _ in range(9)]
    arms = write(assign_arms, {course.cohort_id: invented}, context_id=course.context_id, now=START)
    assert list(arms) == invented
    assert blocks(read(arms_in_order)) == [BLOCK] * 3


@only_with_row_locks
def test_invented_learners_and_a_learner_draw_from_the_same_blocks(
    make_learner, make_person, course, step, while_open, read
):
    invented = [make_person() for _ in range(3)]
    assign = partial(
        assign_arms,
        learners_by_cohort={course.cohort_id: invented},
        context_id=course.context_id,
        now=START,
    )
    while_open(assign, step(make_learner(), "pre"))
    assert blocks(read(arms_in_order)) == [BLOCK]


@only_with_row_locks
def test_end_of_an_attempt_waits_for_a_merge_before_it_holds_the_attempt(learner, write):
    """Merges lock the account first, then its attempts; the other order would deadlock."""
    attempt_id = learner.start("pre")
    finish = partial(finish_attempt, attempt_id=attempt_id, person_id=learner.id, now=START)
    with ThreadPoolExecutor(1) as thread:

        def begin_merge_and_move_attempts(session):
            lock_account(session, learner.id)
            waiting = thread.submit(write, finish)
            assert not wait([waiting], timeout=0.5).done
            mine = select(Attempt.id).where(Attempt.id == attempt_id)
            session.execute(mine.with_for_update(nowait=True))
            return waiting

        assert write(begin_merge_and_move_attempts).result(PATIENCE) is None
