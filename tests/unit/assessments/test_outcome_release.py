"""Outcomes of groups are published only if each outcome of each combination is of ten people."""

from datetime import UTC, datetime, timedelta

from assessments.analysis.group_counts import ItemPairs
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.renewal import ALL, NewOutcomes, is_due, plan_outcomes

MARK = 75
HERE = ("teacher", "P1", "O1", "K1")
THERE = ("teacher", "P1", "O1", "K2")
NOW = datetime(2026, 11, 29, tzinfo=UTC)
ITEM = ItemPairs(10, 10, 10, 10)


def scores(fail, reach):
    """People below and at the mark, before and after; all of the latter rise."""
    return {(50.0, 50.0): fail, (50.0, 80.0): reach, (80.0, 70.0): fail, (80.0, 100.0): reach}


def plan(pairs, **facts):
    return plan_outcomes(NewOutcomes(pairs, **facts), mark=MARK)


def test_everybody_and_all_their_groups():
    shown = plan({HERE: scores(10, 10)})
    groups = zip(("role", "province", "organisation", "cohort"), HERE, strict=True)
    assert shown.groups == {(ALL, ""), *groups}
    assert shown.bounds == (0, 75, 100)
    outcomes = shown.outcomes(scores(11, 12), {})
    assert [(b.pre, b.post) for b in outcomes.bins] == [(23, 22), (23, 24)]
    assert (outcomes.directions.up, outcomes.directions.same, outcomes.directions.down) == (
        24,
        11,
        11,
    )


def test_nine_of_an_outcome_wait():
    assert plan({HERE: {(50.0, 80.0): 40, (80.0, 80.0): 9}}) is None
    assert plan({}) is None


def test_a_cohort_is_not_shown_that_would_tell_of_another():
    """The organisation less one cohort is the other, of whom three failed."""
    shown = plan({HERE: scores(20, 20), THERE: scores(3, 20)})
    assert ("organisation", "O1") in shown.groups
    assert not {key for key in shown.groups if key[0] == "cohort"}
    both = plan({HERE: scores(20, 20), THERE: scores(10, 20)})
    assert {("cohort", "K1"), ("cohort", "K2")} <= both.groups


def test_people_counted_before_protect_nobody():
    """A cohort that no new person joins cannot be told by its organisation."""
    shown = plan({HERE: scores(20, 20)}, other_cells=frozenset({THERE}))
    assert shown.groups == {
        (ALL, ""),
        ("role", "teacher"),
        ("province", "P1"),
        ("organisation", "O1"),
    }


def test_directions_are_merged_or_absent():
    pairs = {(50.0, 80.0): 30, (80.0, 80.0): 20, (80.0, 70.0): 2, (50.0, 50.0): 20}
    assert plan({HERE: pairs}).is_merged
    rise = plan({HERE: {(50.0, 60.0): 20, (60.0, 80.0): 20, (80.0, 90.0): 20}})
    assert not rise.has_directions
    assert rise.outcomes({(50.0, 60.0): 20}, {}).directions is None


def test_items_of_ten_new_answers_of_each_kind():
    items = {"few": ItemPairs(30, 30, 9, 30), "enough": ITEM}
    assert plan({HERE: scores(10, 10)}, items=items).items == {"enough"}


def test_a_renewal_waits_for_as_many_people_again_or_ninety_days():
    new = NewOutcomes({HERE: scores(5, 5)}, before=20)
    assert is_due(new, None, NOW)
    assert is_due(new, NOW - timedelta(days=1), NOW)
    more = NewOutcomes({HERE: scores(5, 5)}, before=21)
    assert not is_due(more, NOW - timedelta(days=89), NOW)
    assert is_due(more, NOW - timedelta(days=90), NOW)


def test_outcomes_survive_json():
    shown = plan({HERE: scores(10, 10)}, items={"A1": ITEM})
    outcomes = shown.outcomes(scores(11, 12), {"A1": ITEM})
    assert Outcomes.from_json(outcomes.as_json()) == outcomes
    before, after = outcomes.shares_at(MARK)
    assert (before.count, after.count, before.n) == (23, 24, 46)
    assert outcomes.shares_at(60) is None
