"""What an attempt brings: points, mastery and passing, once and for whom it is meant."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from assessments import errors, queries
from assessments.attempts.models import Score

from .conftest import HOUR, START


def passed(session, learner):
    return queries.has_passed(session, **learner.context)


def test_result_of_the_pre_test_waits_for_the_post_test(learner):
    pre = learner.sit("pre", correct=11)
    before = learner.result(pre)
    assert (before.percent, before.mastery, before.comparison.pre_percent) == (None, (), None)
    assert learner.states().pre.best_percent is None
    learner.sit("post", correct=17)
    after = learner.result(pre)
    assert after.percent == 55
    assert after.comparison.first_post_percent == 85
    assert learner.states().pre.best_percent == 55


@pytest.mark.parametrize(("correct", "percent", "has_passed"), [(14, 70, False), (15, 75, True)])
def test_post_test_is_passed_at_the_pass_mark(correct, percent, has_passed, learner, read):
    result = learner.result(learner.sit("post", correct=correct))
    assert (result.percent, result.has_passed, result.pass_percent) == (percent, has_passed, 75)
    assert read(passed, learner) is has_passed
    assert learner.states().post.has_passed is has_passed


def test_mastery_covers_every_objective_of_the_form(learner):
    result = learner.result(learner.sit("post", correct=10))
    levels = [line.level for line in result.mastery]
    assert {"mastered", "repeat"} <= set(levels)
    percents = [line.percent for line in result.mastery]
    assert percents == sorted(percents)
    assert all(line.objective_code.startswith("M") for line in result.mastery)


def test_questions_without_an_answer_are_named(learner):
    assert learner.result(learner.sit("pre")).unanswered == ()
    attempt_id = learner.start("post")
    for position, value in enumerate(learner.right_values(attempt_id), start=1):
        if position not in (3, 7):
            learner.save(attempt_id, position, value)
    learner.submit(attempt_id)
    assert learner.result(attempt_id).unanswered == (3, 7)


def test_open_attempt_has_no_result(learner):
    with pytest.raises(errors.AttemptOpen):
        learner.result(learner.start("post"))


def test_retry_of_submission_leaves_the_first_result(learner, new_session):
    attempt_id = learner.sit("post", correct=15)
    first = learner.result(attempt_id)
    learner.submit(attempt_id, now=START + HOUR)
    assert learner.result(attempt_id) == first
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Score)) == 1


def test_of_many_submissions_at_once_one_counts(learner, new_session):
    attempt_id = learner.start("post")
    with ThreadPoolExecutor(8) as pool:
        for job in [pool.submit(learner.submit, attempt_id) for _ in range(8)]:
            job.result()
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Score)) == 1


def test_evaluation_uses_the_first_attempt_and_the_certificate_the_best(learner, read):
    learner.sit("pre", correct=8)
    learner.sit("post", correct=12)
    learner.sit("post", correct=18, now=START + 24 * HOUR)
    compared = read(queries.get_comparison, **learner.context)
    assert compared.pre_percent == 40
    assert compared.first_post_percent == 60
    assert compared.best_post_percent == 90
    assert learner.states().post.best_percent == 90


def test_what_was_handed_in_after_the_first_post_test_is_compared_with_nothing(learner, read):
    pre, scale = learner.start("pre"), learner.start("self-efficacy-before")
    learner.save(scale, 1, learner.choices(scale, 1)[2].value)
    learner.sit("post", correct=17, now=START + HOUR)
    for late in (pre, scale):
        learner.submit(late, now=START + 2 * HOUR)
    compared = read(queries.get_comparison, **learner.context)
    assert (compared.pre_percent, compared.confidence_before) == (None, None)
    assert compared.first_post_percent == 85
    assert learner.result(pre).percent == 0  # it is still the learner's own


def test_states_tell_how_far_a_learner_is(learner):
    states = learner.states()
    assert (states.pre.state, states.post.state) == ("not-started", "not-started")
    pre = learner.start("pre")
    assert (learner.states().pre.state, learner.states().pre.attempt_id) == ("open", pre)
    learner.submit(pre)
    assert learner.states().pre.state == "done"
    learner.sit("post", correct=3)
    post = learner.states().post
    assert (post.state, post.attempts_made, post.attempts_remaining) == ("done", 1, 2)
    assert post.may_retake_at == START + 24 * HOUR


def test_scale_gives_a_mean_and_no_score(learner, new_session, read):
    attempt_id = learner.start("self-efficacy-before")
    for position in range(1, 11):
        scale = learner.choices(attempt_id, position)
        assert len(scale) == 5
        learner.save(attempt_id, position, scale[1 if position < 10 else 2].value)
    learner.submit(attempt_id)
    result = learner.result(attempt_id)
    assert result.percent is None
    assert result.comparison.confidence_before == pytest.approx(3.0 - 0.9)
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Score)) == 0


def test_scale_keeps_statements_and_points_in_order(learner, read):
    attempt_id = learner.start("self-efficacy-before")
    scale = read(queries.get_attempt_scale, attempt_id, learner_id=learner.id, language="en")
    assert "OCSEA" in scale.items[0].stem
    labels = [choice.text for choice in scale.items[0].controls[0].choices]
    assert (labels[0], labels[-1]) == ("Not at all confident", "Very confident")


def test_another_learner_has_states_of_their_own(learner, make_learner):
    learner.sit("post")
    assert make_learner().states().post.state == "not-started"
