"""Figures of confidence: reversed statements, hidden groups, and a sentence for each note."""

import inspect
import re
from datetime import UTC, datetime

import pytest

from assessments.analysis import scale_analysis
from assessments.analysis.contributions import Contribution
from assessments.analysis.group_counter import count_people
from assessments.analysis.outcomes.answer_cells import renew_answers
from assessments.evaluation.scales import ScaleForms, Statement
from lms.web.evaluation.confidence import NOTES, NOTES_OF_STATEMENTS
from lms.workflows.evaluation.confidence import compute_confidence, sort_by_change
from lms.workflows.evaluation.overview import Choice, Overview, Release, Released
from lms.workflows.evaluation.releases.answers import collect_answers

NOW = datetime(2026, 11, 29, tzinfo=UTC)
POINTS = {"points": [{"id": str(number)} for number in range(1, 6)]}
FORMS = ScaleForms(
    {"v1": Statement("S1", POINTS, {}), "v2": Statement("S2", POINTS, {"reverse": True})}
)


def people(n, before=2.0, after=4.0):
    """Return `n` people of whom every second one is a point surer than the others."""
    return [
        Contribution(
            ("registered",),
            confidence={"S1": (before + i % 2, after), "S2": (before, after - 1 + i % 2)},
        )
        for i in range(n)
    ]


def compute(everyone, groups=None, group_id=""):
    overview = Overview(
        version_id=None,
        course_code="X",
        version_label="1",
        title="X",
        since=NOW,
        mark=75,
        choice=Choice("province", group_id),
        release=Release(NOW, NOW),
        figures=None,
        groups=(),
        numbers={},
        names={},
    )
    counts = count_people(everyone, has_scales=True)
    by_group = {key: count_people(members) for key, members in (groups or {}).items()}
    answers = renew_answers({}, collect_answers(counts, FORMS))
    released = Released(overview.release, counts, by_group, answers=answers)
    return compute_confidence(overview, released, FORMS)


def test_means_and_shares_of_everybody():
    shown = compute(people(40))
    assert (shown.lowest, shown.highest, shown.whole.n) == (1, 5, 40)
    assert (shown.whole.pre, shown.whole.post) == (2.25, 3.75)
    first, second = shown.statements
    assert (first.ratings.pre, first.ratings.post) == (2.5, 4.0)
    assert second.statement.is_reversed
    assert first.sure_after is None  # all are sure
    assert second.sure_after.share == 0.5
    assert shown.before.n == shown.after.n == 40
    assert [row.statement.code for row in sort_by_change(shown.statements)] == ["S1", "S2"]


def test_nine_people_have_no_figure():
    shown = compute(people(9))
    assert (shown.whole, shown.statements, shown.after) == (None, (), None)


@pytest.mark.parametrize("group_id", ["11", "31", "unknown"])
def test_a_group_that_is_small_or_would_reveal_one_is_hidden(group_id):
    groups = {"11": people(4), "31": people(12), "53": people(30)}
    assert compute(people(46), groups, group_id).whole is None


def test_a_group_has_means_and_no_shares_or_reliability():
    groups = {"11": people(4), "31": people(12), "53": people(30)}
    shown = compute(people(46), groups, "53")
    assert (shown.whole.n, shown.before, shown.after) == (30, None, None)
    assert {row.sure_after for row in shown.statements} == {None}


def test_each_note_of_a_scale_has_a_sentence():
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', inspect.getsource(scale_analysis)))
    assert "reverse-keyed" in codes
    assert codes == NOTES.keys() | NOTES_OF_STATEMENTS.keys()
