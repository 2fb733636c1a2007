"""What a course says about its tests is what learners meet."""

from types import SimpleNamespace

import pytest

from assessments import errors, service
from assessments.attempts.opening import CourseProgress

from .conftest import HOUR, START, Learner, add_cohort, add_version
from .test_start import form_code, item_codes


@pytest.fixture
def learner_under(course, bank, make_person, write, read):
    """A learner in a version of the course with these policies."""

    def learner_under(**policies):
        def make(session):
            version = add_version(session, course.id, number=2)
            return version.id, add_cohort(session, version.id).id

        context_id, cohort_id = write(make)
        named = {task.replace("_", "-"): policy for task, policy in policies.items()}
        write(
            service.import_bank,
            bank,
            context_id=context_id,
            bank_code="POESA-EL",
            policies=named,
            now=START,
        )
        place = SimpleNamespace(context_id=context_id, cohort_id=cohort_id)
        return Learner(make_person(), place, write, read)

    return learner_under


def test_post_test_that_waits_for_the_lessons(learner_under):
    learner = learner_under(post={"opens": "after-lessons"})
    with pytest.raises(errors.LessonsFirst):
        learner.start("post")
    assert learner.start("post", progress=CourseProgress(has_all_lessons=True))


def test_attempts_and_waits_are_those_of_the_course(learner_under):
    learner = learner_under(post={"attempts": 2, "waits_hours": [1]})
    learner.sit("post", correct=0)
    learner.sit("post", correct=0, now=START + HOUR)
    with pytest.raises(errors.AttemptsUsedUp):
        learner.start("post", now=START + 99 * HOUR)


def test_draws_from_all_items_meet_nothing_twice_while_there_is_something_new(learner_under, read):
    learner = learner_under(pre={"forms": "all-items"}, post={"forms": "all-items"})
    pre = learner.sit("pre")
    post = learner.sit("post", correct=0)
    retake = learner.sit("post", correct=0, now=START + 25 * HOUR)
    assert {read(form_code, one) for one in (pre, post, retake)} == {"bank"}
    met = [set(read(item_codes, one)) for one in (pre, post, retake)]
    assert len(met[0] | met[1] | met[2]) == 60


def test_required_slot_decides_over_the_score(learner_under, read):
    learner = learner_under(post={"required_slots": [f"M07-{n}" for n in (1, 2, 3)]})
    attempt_id = learner.start("post")
    codes, values = read(item_codes, attempt_id), learner.right_values(attempt_id)
    for place, (code, value) in enumerate(zip(codes, values, strict=True), start=1):
        is_spared = code.startswith("M07")
        learner.save(attempt_id, place, learner.other(attempt_id, place) if is_spared else value)
    learner.submit(attempt_id)
    result = learner.result(attempt_id)
    assert (result.percent, result.has_passed) == (85, False)


@pytest.mark.parametrize(
    ("feedback", "percent", "has_objectives"),
    [
        ("none", None, False),
        ("score", 50, False),
        ("mastery", 50, True),
        ("with-post", None, False),
    ],
)
def test_feedback_of_the_pre_test_is_that_of_its_phase(
    learner_under, feedback, percent, has_objectives
):
    learner = learner_under(pre={"feedback": feedback})
    result = learner.result(learner.sit("pre", correct=10))
    assert (result.percent, bool(result.mastery)) == (percent, has_objectives)


def test_pre_test_that_is_never_shown_stays_so_after_the_post_test(learner_under):
    learner = learner_under(pre={"feedback": "none"})
    pre = learner.sit("pre", correct=10)
    learner.sit("post")
    assert learner.result(pre).percent is None
    assert learner.states().pre.best_percent is None


def test_pre_test_may_stay_open(learner_under):
    learner = learner_under(pre={"opens": "any-time"})
    assert learner.start("pre", progress=CourseProgress(has_opened_lessons=True))


def test_pre_test_that_stays_open_ends_with_the_post_test(learner_under):
    learner = learner_under(pre={"opens": "any-time"})
    learner.start("post")
    with pytest.raises(errors.PostTestBegun):
        learner.start("pre")
