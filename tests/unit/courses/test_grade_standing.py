"""The grade of a learner: a pure function of the rules and of what they have done."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from courses.grading.blocks import disambiguate_titles
from courses.grading.changes import rule_changes
from courses.grading.computed_grade import (
    BlockRef,
    CompletedWork,
    compute_grade,
    percent,
    select_best,
    weighted_mean,
)
from courses.grading.rules import (
    SCENARIOS,
    GradingRules,
    LessonRules,
    fit_rules,
    read_rules,
    rule_problems,
    rules_document,
)

CODES = ("M01-L1", "M01-L2", SCENARIOS)
KEYS = ("a1", "a2", "a3", "check")
WEIGHTS = st.integers(1, 100)
SHARES = st.fractions(0, 1, max_denominator=20)


def drawn_rules(draw):
    """Sound rules by a random generator: drawn part by part, hypothesis took seconds a test."""
    lessons = {code: drawn_lesson(draw) for code in CODES}
    counted = sum(bool(one.counts) for one in lessons.values())
    drop = draw.randint(0, max(counted - 1, 0))
    return GradingRules(lessons, drop, draw.randint(0, 100) if counted else 0)


def drawn_lesson(draw):
    counts = {key: draw.randint(1, 100) for key in draw.sample(KEYS, draw.randint(0, len(KEYS)))}
    rule = draw.choice(["seen", "blocks", "grade"] if counts else ["seen", "blocks"])
    return LessonRules(
        counts,
        draw.randint(0, max(len(counts) - 1, 0)),
        draw.randint(1, 100),
        rule,
        draw.randint(1, 100) if rule == "grade" else 0,
        tuple(draw.sample(KEYS, draw.randint(0, 2))),
    )


def drawn_work(draw):
    places = [BlockRef(code, key) for code in CODES for key in KEYS]
    finished = [code for code in CODES[:2] if draw.random() < 0.7]
    return CompletedWork(
        {place: Fraction(draw.randint(0, 9), 9) for place in places if draw.random() < 0.5},
        frozenset(place for place in places if draw.random() < 0.5),
        frozenset(finished),
        frozenset(code for code in finished if draw.random() < 0.3),
    )


SEEDS = st.integers(0, 2**32).map(Random)
RULES = SEEDS.map(drawn_rules)
WORKS = SEEDS.map(drawn_work)


def lesson(**facts):
    return GradingRules({"M01-L1": LessonRules(**facts)})


def done(**shares):
    found = {BlockRef("M01-L1", key): Fraction(share) for key, share in shares.items()}
    return CompletedWork(found, finished=frozenset({"M01-L1"}))


def test_weights_weigh():
    standing = compute_grade(lesson(counts={"a1": 3, "a2": 1}), done(a1=1, a2=0))
    assert standing.percent == 75


def test_what_is_to_do_counts_as_nothing_and_is_named():
    standing = compute_grade(lesson(counts={"a1": 1, "a2": 1}), done(a1=1))
    assert (standing.percent, percent(standing.so_far)) == (50, 100)
    assert standing.lessons["M01-L1"].to_do == ("a2",)


def test_lowest_result_is_left_out():
    standing = compute_grade(lesson(counts={"a1": 1, "a2": 1}, drop=1), done(a1=1, a2="1/4"))
    assert (standing.percent, standing.lessons["M01-L1"].dropped) == (100, ("a2",))


def test_lowest_lesson_is_left_out():
    rules = GradingRules({code: LessonRules({"a1": 1}) for code in CODES[:2]}, drop=1)
    work = CompletedWork(
        {BlockRef("M01-L1", "a1"): Fraction(1), BlockRef("M01-L2", "a1"): Fraction(1, 2)}
    )
    assert compute_grade(rules, work).dropped == ("M01-L2",)


def test_60_per_cent_is_60_per_cent():
    rules = lesson(counts={"a1": 1}, rule="grade", at_least=60)
    assert compute_grade(rules, done(a1=Fraction(3, 5))).is_met
    short = compute_grade(rules, done(a1=Fraction(59_999, 100_000)))
    assert (short.is_met, short.percent) == (False, 59)


def test_lesson_waits_for_its_blocks():
    rules = lesson(rule="blocks", must=("a1",))
    waiting = compute_grade(rules, done())
    assert (waiting.is_met, waiting.lessons["M01-L1"].missing) == (False, ("a1",))
    complete = replace(done(), complete=frozenset({BlockRef("M01-L1", "a1")}))
    assert compute_grade(rules, complete).is_met


def test_lesson_that_was_skipped_costs_nothing():
    rules = lesson(counts={"a1": 1}, rule="grade", at_least=80)
    skipped = replace(done(), excused=frozenset({"M01-L1"}))
    standing = compute_grade(replace(rules, at_least=90), skipped)
    assert (standing.share, standing.is_met) == (None, True)


def test_course_waits_for_its_grade():
    rules = replace(lesson(counts={"a1": 1}), at_least=50)
    assert not compute_grade(rules, done(a1="49/100")).is_met
    assert compute_grade(rules, done(a1="1/2")).is_met


@given(RULES, WORKS)
def test_grade_lies_between_the_results(rules, work):
    standing = compute_grade(rules, work)
    for share in (standing.share, standing.so_far):
        assert share is None or 0 <= share <= 1


@given(RULES, WORKS, st.sampled_from(CODES), st.sampled_from(KEYS), SHARES)
def test_better_result_never_lowers_anything(rules, work, code, key, more):
    place = BlockRef(code, key)
    now = work.shares.get(place, Fraction(0))
    is_left_out = code in work.excused and place not in work.shares
    better = replace(work, shares={**work.shares, place: max(now, more)})
    before, after = compute_grade(rules, work), compute_grade(rules, better)
    if not is_left_out:
        assert (before.share or 0) <= (after.share or 0)
        assert before.is_met <= after.is_met


@given(RULES, WORKS)
def test_leaving_out_never_lowers_a_grade(rules, work):
    strict = GradingRules(
        {code: replace(one, drop=0) for code, one in rules.lessons.items()}, 0, rules.at_least
    )
    assert (compute_grade(strict, work).share or 0) <= (compute_grade(rules, work).share or 0)


@given(RULES, WORKS, st.integers(2, 9))
def test_only_the_ratio_of_weights_matters(rules, work, times):
    larger = replace(
        rules,
        lessons={
            code: replace(
                one,
                weight=one.weight * times,
                counts={key: weight * times for key, weight in one.counts.items()},
            )
            for code, one in rules.lessons.items()
        },
    )
    assert compute_grade(larger, work).share == compute_grade(rules, work).share


@given(SEEDS)
def test_best_choice_is_the_best_of_all(draw):
    parts = "abcdef"[: draw.randint(1, 6)]
    weights = {name: draw.randint(1, 100) for name in parts}
    shares = {name: Fraction(draw.randint(0, 7), 7) for name in parts}
    count = draw.randint(1, len(parts))
    means = (
        weighted_mean(weights, {name: shares[name] for name in chosen})
        for chosen in combinations(parts, count)
    )
    kept = select_best(weights, shares, count)
    assert len(kept) == count
    assert weighted_mean(weights, {name: shares[name] for name in kept}) == max(means)


@given(RULES)
def test_rules_come_back_from_their_document(rules):
    assert read_rules(rules_document(rules)) == rules
    assert rule_problems(rules) == []


def test_each_flaw_of_rules_is_named():
    flaws = {
        "weight-out-of-range": lesson(counts={"a1": 0}),
        "too-many-dropped": lesson(counts={"a1": 1}, drop=1),
        "not-a-percentage": replace(lesson(counts={"a1": 1}), at_least=101),
        "nothing-counts": replace(lesson(), at_least=1),
        "too-many-lessons-dropped": replace(lesson(counts={"a1": 1}), drop=1),
    }
    for code, rules in flaws.items():
        assert [problem.code for problem in rule_problems(rules)] == [code]


@given(RULES)
def test_rules_of_an_older_version_fit_a_newer_one(rules):
    """A block that is gone counts no more, a new one does not count by itself."""
    blocks = {code: {"a1": True, "new": False} for code in CODES}
    found = fit_rules(rules, blocks)
    assert rule_problems(found) == []
    assert all(set(one.counts) <= {"a1"} for one in found.lessons.values())


def test_rules_that_are_the_same_differ_in_nothing():
    rules = lesson(counts={"a1": 2})
    assert rule_changes(rules, rules) == ()


def test_each_thing_that_differs_is_one_line():
    before = lesson(counts={"a1": 1, "a2": 1})
    after = replace(lesson(counts={"a2": 3, "a3": 1}, drop=1), at_least=50)
    code = next(iter(after.lessons))
    assert [one[:5] for one in rule_changes(before, after)] == [
        ("at_least", "", "", 0, 50),
        ("block", code, "a2", 1, 3),
        ("block", code, "a3", 0, 1),
        ("block", code, "a1", 1, 0),
        ("drop", code, "", 0, 1),
    ]


def test_names_that_come_twice_are_numbered():
    assert disambiguate_titles(["Test", "Cards", "Test"]) == ("Test (1)", "Cards", "Test (2)")
