"""Points, passing and mastery, exact to the last fraction."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.score import AnsweredSlot, mastery, score_attempt


def slots(right, total, type_code="single-choice"):
    key = {"correct": ["A"]}
    return [
        AnsweredSlot(n, type_code, key, {"option": "A" if n <= right else "B"})
        for n in range(1, total + 1)
    ]


@given(total=st.integers(1, 60), share=st.floats(0, 1), mark=st.integers(0, 100))
def test_passing_agrees_with_the_percent_shown(total, share, mark):
    right = round(share * total)
    score = score_attempt(slots(right, total), pass_percent=mark)
    assert score.points == right
    assert score.has_passed == (score.percent >= mark)
    assert 0 <= score.percent <= 100


def test_fifteen_of_twenty_is_exactly_75_percent():
    assert score_attempt(slots(15, 20), pass_percent=75).has_passed
    assert not score_attempt(slots(14, 20), pass_percent=75).has_passed


def test_partial_points_add_up_exactly():
    thirds = [
        AnsweredSlot(n, "multiple-choice", {"correct": ["A", "B", "C"]}, {"options": ["A"]})
        for n in range(1, 4)
    ]
    score = score_attempt(thirds, pass_percent=33)
    assert (score.points, score.percent, score.has_passed) == (1, 33, True)


def test_without_a_pass_mark_nobody_passes_or_fails():
    assert score_attempt(slots(1, 2), pass_percent=None).has_passed is None


def test_scale_is_not_scored():
    answered = [AnsweredSlot(1, "likert", {}, {"rating": 4})]
    score = score_attempt(answered, pass_percent=75)
    assert (score.max_points, score.percent, score.has_passed) == (0, 0, False)


def test_mastery_is_grouped_by_objective_weakest_first():
    lines = mastery(
        [("b", Fraction(1)), ("a", Fraction(1)), ("b", Fraction(0)), ("c", Fraction(0))]
    )
    assert [(line.objective_code, line.percent, line.level) for line in lines] == [
        ("c", 0, "repeat"),
        ("b", 50, "nearly"),
        ("a", 100, "mastered"),
    ]


def test_required_place_must_be_right_in_full_whatever_the_score():
    answered = slots(19, 20)  # the last one is wrong
    assert score_attempt(answered, pass_percent=75, required={1}).has_passed
    assert not score_attempt(answered, pass_percent=75, required={1, 20}).has_passed
    assert score_attempt(answered, pass_percent=None, required={20}).has_passed is None
