"""Contributions as text: what is read of them without decoding."""

import pytest

from assessments.analysis.contributions import Contribution, has_both_tests


@pytest.mark.parametrize(
    ("pre", "post", "expected"),
    [(50.0, 80.0, True), (0.0, 0.0, True), (50.0, None, False), (None, 80.0, False)],
)
def test_both_tests_are_seen_in_the_text(pre, post, expected):
    contribution = Contribution(("registered", "pre"), pre, post, arm="null")
    assert has_both_tests(contribution.as_text()) is expected
    assert Contribution.from_text(contribution.as_text()) == contribution


def test_nobody_has_both_tests_before_a_contribution():
    assert not has_both_tests(None)
    assert not has_both_tests(Contribution(()).as_text())
