"""People at the pass mark of a follow-up: counted exactly, published rarely."""

from random import Random

import pytest
from scipy.stats import binomtest

from assessments.analysis.outcomes.follow_up_marks import MarkCounts, count_at_mark, renew_marks
from assessments.analysis.outcomes.published import Outcomes


def test_the_share_is_that_of_scipy():
    share = count_at_mark({74.9: 13, 75.0: 20, 90.0: 17}, 75).share
    expected = binomtest(37, 50).proportion_ci(method="wilson")
    assert (share.count, share.n) == (37, 50)
    assert (share.low, share.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(
    ("n", "reached", "is_new"), [(20, 10, True), (19, 10, False), (60, 9, False), (60, 51, False)]
)
def test_both_outcomes_need_ten_people(n, reached, is_new):
    assert renew_marks({}, {"3": MarkCounts(n, reached)}) == (
        {"3": MarkCounts(n, reached)} if is_new else {}
    )


def test_what_was_published_stays_until_ten_more_of_each_came():
    before = {"3": MarkCounts(40, 20), "6": MarkCounts(30, 15)}
    now = {"3": MarkCounts(60, 31), "6": MarkCounts(50, 25)}
    assert renew_marks(before, now) == {"3": MarkCounts(40, 20), "6": MarkCounts(50, 25)}


@pytest.mark.parametrize("seed", range(20))
def test_no_difference_of_what_was_published_tells_of_fewer_than_ten(seed):
    draw = Random(seed)  # noqa: S311
    published, people, seen = {}, MarkCounts(), [MarkCounts()]
    for _release in range(60):
        n = draw.randint(0, 9)
        people = MarkCounts(people.n + n, people.reached + draw.randint(0, n))
        published = renew_marks(published, {"3": people})
        if published and published["3"] != seen[-1]:
            seen.append(published["3"])
    assert len(seen) > 2
    for index, later in enumerate(seen):
        for earlier in seen[:index]:
            reached = later.reached - earlier.reached
            assert reached >= 10
            assert later.n - earlier.n - reached >= 10


def test_outcomes_keep_marks_and_are_read_without_them():
    outcomes = Outcomes(30, (), None, {}, {"3": MarkCounts(30, 12)})
    values = outcomes.as_json()
    assert Outcomes.from_json(values) == outcomes
    del values["follow_ups"]
    assert Outcomes.from_json(values).follow_ups == {}
