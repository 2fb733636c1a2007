"""Which form an attempt is given, and that many starts make one attempt."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments import errors
from assessments.attempts.models import ArmAssignment, Attempt, AttemptSlot
from assessments.attempts.opening import CourseProgress
from assessments.items.models import AssessmentForm, Item, ItemVersion

from .conftest import HOUR, START


def form_code(session, attempt_id):
    return session.scalar(
        select(AssessmentForm.code)
        .join(Attempt, Attempt.form_id == AssessmentForm.id)
        .where(Attempt.id == attempt_id)
    )


def item_codes(session, attempt_id):
    return session.scalars(
        select(Item.code)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == attempt_id)
        .order_by(AttemptSlot.position)
    ).all()


def test_starting_again_gives_the_open_attempt(learner, new_session):
    first = learner.start("pre")
    assert learner.start("pre") == first
    assert learner.start("pre", attempt_id=uuid4()) == first
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_a_repeated_start_request_gives_its_attempt_even_when_finished(learner):
    attempt_id = uuid4()
    assert learner.start("pre", attempt_id=attempt_id) == attempt_id
    learner.submit(attempt_id)
    assert learner.start("pre", attempt_id=attempt_id) == attempt_id


def test_attempt_id_of_another_learner_is_refused(make_learner):
    mine = make_learner().start("pre")
    with pytest.raises(errors.AttemptIdTaken):
        make_learner().start("pre", attempt_id=mine)


def test_post_test_is_the_other_form(learner, read):
    pre = learner.sit("pre")
    post = learner.start("post")
    forms = {read(form_code, pre), read(form_code, post)}
    assert forms == {"A", "B"}
    assert not set(read(item_codes, pre)) & set(read(item_codes, post))


def test_who_skipped_the_pre_test_gets_a_form_too(learner, read):
    assert read(form_code, learner.start("post")) in ("A", "B")


def test_each_attempt_has_its_own_order_and_values(make_learner, read):
    one, two = make_learner(), make_learner()
    first, second = one.sit("post", correct=0), two.sit("post", correct=0)
    while read(form_code, first) != read(form_code, second):
        two = make_learner()
        second = two.sit("post", correct=0)
    assert set(read(item_codes, first)) == set(read(item_codes, second))
    assert read(item_codes, first) != read(item_codes, second)
    values = [
        {choice.value for n in range(1, 21) for choice in who.choices(attempt, n)}
        for who, attempt in ((one, first), (two, second))
    ]
    assert len(values[0]) == 80
    assert not values[0] & values[1]


def test_arms_stay_balanced_in_the_cohort(make_learner, new_session):
    for learner in [make_learner() for _ in range(10)]:
        learner.start("pre")
    with new_session() as session:
        arms = session.scalars(select(ArmAssignment.arm).order_by(ArmAssignment.sequence)).all()
    for block in (arms[:4], arms[4:8]):
        assert Counter(block) == {"AB": 2, "BA": 2}
    assert abs(arms.count("AB") - arms.count("BA")) <= 2


def test_many_starts_at_once_make_one_attempt_each_and_balanced_arms(make_learner, new_session):
    learners = [make_learner() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        ids = list(pool.map(lambda learner: {learner.start("pre") for _ in range(3)}, learners))
    assert all(len(found) == 1 for found in ids)
    with new_session() as session:
        arms = Counter(session.scalars(select(ArmAssignment.arm)))
    assert abs(arms["AB"] - arms["BA"]) <= 2
    assert arms.total() == 6


def test_pre_test_closes_with_the_first_lesson_but_may_be_finished(make_learner):
    begun, late = make_learner(), make_learner()
    attempt_id = begun.start("pre")
    assert begun.start("pre", progress=CourseProgress(has_opened_lessons=True)) == attempt_id
    with pytest.raises(errors.PreTestClosed):
        late.start("pre", progress=CourseProgress(has_opened_lessons=True))
    assert late.start("post", progress=CourseProgress(has_opened_lessons=True))


BEFORE = ("pre", "self-efficacy-before")


@pytest.mark.parametrize("task", BEFORE)
def test_what_measures_before_the_course_ends_with_the_post_test(task, learner, make_learner):
    in_time = make_learner()
    begun = in_time.start(task)
    for one in (learner, in_time):
        one.start("post")
    with pytest.raises(errors.PostTestBegun):
        learner.start(task)
    assert learner.start("self-efficacy-after")
    assert in_time.start(task) == begun  # what was begun before is finished
    in_time.submit(begun)
    with pytest.raises(errors.AttemptsUsedUp):
        in_time.start(task)


def test_pre_test_is_sat_once(learner):
    learner.sit("pre")
    with pytest.raises(errors.AttemptsUsedUp):
        learner.start("pre")


def test_failed_post_test_is_retaken_after_24_then_72_hours_from_unseen_items(learner, read):
    first = learner.sit("post", correct=14)
    with pytest.raises(errors.RetakeTooEarly):
        learner.start("post", now=START + 24 * HOUR - timedelta(seconds=1))
    second = learner.sit("post", correct=14, now=START + 24 * HOUR)
    with pytest.raises(errors.RetakeTooEarly):
        learner.start("post", now=START + 95 * HOUR)
    third = learner.sit("post", correct=14, now=START + 96 * HOUR)
    met = [set(read(item_codes, attempt)) for attempt in (first, second, third)]
    assert [len(codes) for codes in met] == [20, 20, 20]
    assert not met[0] & met[1]
    assert not met[1] & met[2]
    assert all("-R" in code for code in met[1] | met[2])
    with pytest.raises(errors.AttemptsUsedUp):
        learner.start("post", now=START + 500 * HOUR)


def test_passed_post_test_is_not_retaken(learner):
    learner.sit("post", correct=15)
    with pytest.raises(errors.AssessmentPassed):
        learner.start("post", now=START + 500 * HOUR)


def test_unknown_assessment_is_not_found(learner):
    with pytest.raises(errors.AssessmentNotFound):
        learner.start("practice")  # which has rounds of its own
