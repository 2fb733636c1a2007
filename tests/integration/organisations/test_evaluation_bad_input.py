"""Programmes of which little can be said: every page, file and program says what can, and why."""

import re
from random import Random

import pytest

from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.group_counts import GroupCounts, ItemPairs, PairSums
from assessments.evaluation.queries import get_item_keys
from tests.evaluation_counts import add_forms, add_release, draw_counts
from tests.visible_text import visible_text

MANY = 40


def people(pairs, *, left=None):
    """Counts of people with these pairs of scores, and of `left` with a pre-test alone."""
    left = left or {}
    n = sum(pairs.values())
    pre = n + sum(left.values())
    matched = dict.fromkeys(("finished", "post", "matched"), n)
    return GroupCounts(
        n=pre,
        flow={"registered": pre, "pre": pre} | matched,
        pairs=pairs,
        pre_only=left,
        arms={
            "AB": {
                score: sum(n for (a, _b), n in pairs.items() if a == score) for score, _ in pairs
            }
        },
        objectives={
            "M01": sums_of(pairs),
            "M02": PairSums.of(50.0, 50.0, n) if n else PairSums(),
        },
        items={"A01": ItemPairs(both_right=n), "A02": ItemPairs(both_wrong=n)},
    )


def sums_of(pairs):
    total = PairSums()
    for (pre, post), n in pairs.items():
        total += PairSums.of(pre, post, n)
    return total


CASES = {
    "nobody with both tests": (people({}, left={40.0: 30}), "Not enough people to answer yet"),
    "one learner": (people({(40.0, 60.0): 1}), "Not enough people to answer yet"),
    "nine learners": (people({(40.0, 60.0): 9}), "Not enough people to answer yet"),
    "everyone equal": (people({(40.0, 60.0): MANY}), "Scores rose by 20.0 points on average"),
    "all right": (people({(100.0, 100.0): MANY}), "Scores did not change"),
    "all wrong": (people({(0.0, 0.0): MANY}), "Scores did not change"),
    "all right afterwards": (
        people({(20.0, 100.0): 20, (40.0, 100.0): 20}),
        "Scores rose by 70.0 points on average",
    ),
    "ties": (
        people({(50.0, 50.0): 30, (50.0, 55.0): 10, (55.0, 50.0): 10}),
        "No clear change: 0.0 points on average",
    ),
    "one changed": (
        people({(50.0, 50.0): 39, (50.0, 55.0): 1}),
        "No clear change: +0.1 points on average",
    ),
}


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


@pytest.fixture
def release(act, version_id):
    def release(session, *, now, **dimensions):
        add_release(session, version_id, dimensions, now=now)

    return lambda **dimensions: act(release, **dimensions)


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]


@pytest.mark.parametrize("case", CASES)
def test_pages_and_report_say_what_can_be_said(evaluator, release, version_id, case):
    counts, title = CASES[case]
    release(province={"53": counts})
    address = f"/evaluation/{version_id}"
    page = evaluator.get(address)
    assert page.status_code == 200
    assert heading(page.text) == title
    assert "nan" not in visible_text(page.text).lower().split()
    for path in ("/methods", "/tests", "/awareness", "/files"):
        assert evaluator.get(f"{address}{path}").status_code == 200
    for query in ("?by=role", "?group=province~53", "?group=province~94"):
        assert evaluator.get(f"{address}{query}").status_code == 200
    data = {"purpose": "report", "file": "report"}
    report = evaluator.post(f"{address}/files", data=data)
    assert report.data.startswith(b"%PDF") == (title != "Not enough people to answer yet")


@pytest.mark.parametrize("pairs", [{(40.0, 60.0): MANY}, {(100.0, 100.0): MANY}])
def test_equal_people_have_no_interval_and_the_page_says_why(evaluator, release, version_id, pairs):
    release(province={"53": people(pairs)})
    page = evaluator.get(f"/evaluation/{version_id}").text
    assert "All changes are equal, so no interval can be computed." in page


def test_a_province_of_one_is_shown_nowhere(evaluator, release, version_id):
    """A release pools it; even if it did not, no page would show it or what remains without it."""
    release(
        province={
            "53": draw_counts(60, 1, finish=1),
            "31": draw_counts(60, 2, finish=1),
            "94": people({(35.0, 95.0): 1}),
        }
    )
    page = evaluator.get(f"/evaluation/{version_id}").text
    assert "Papua: not shown" in page
    assert page.count(": 60</title>") == 1  # the other province hides with it
    assert "35.0" not in page
    assert "95.0" not in page
    alone = evaluator.get(f"/evaluation/{version_id}?group=province~94").text
    assert heading(alone) == "Not enough people to answer yet"


@pytest.mark.parametrize("is_right", [True, False])
def test_a_constant_item_has_no_figures_and_the_page_says_why(evaluator, act, version_id, is_right):
    def release(session, *, now):
        keys = get_item_keys(session, version_id)["A"]
        add_release(session, version_id, {"province": {"53": draw_counts(120, 1)}}, now=now)
        counts = draw_answers(keys, constant=keys[0].item, is_right=is_right)
        add_forms(session, version_id, {("post", "A"): counts}, now=now)
        return keys[0].item

    code = act(release)
    page = evaluator.get(f"/evaluation/{version_id}/tests")
    assert page.status_code == 200
    row = re.search(rf'<tr><th scope="row">{code}</th>.*?</tr>', page.text, re.DOTALL)[0]
    assert row.count("\N{EN DASH}</td>") == 2  # fewer than ten answered otherwise
    assert "hidden: few new people, or other figures would tell it" in row
    assert "2 items have no figures now" in visible_text(page.text)
    assert "nan" not in visible_text(page.text).lower().split()


def test_a_negative_reliability_is_shown_and_the_page_says_what_it_means(
    evaluator, act, version_id
):
    """Whoever knows one half of the items does not know the other."""
    draw = Random(4)  # noqa: S311

    def release(session, *, now):
        keys = get_item_keys(session, version_id)["A"]
        counter = FormCounter()
        for _ in range(120):
            known = set(draw.sample(range(len(keys)), len(keys) // 2 + draw.randrange(2)))
            counter.add(
                FormAnswers(
                    "",
                    {
                        key.item: (key.answers[0] if index in known else "", float(index in known))
                        for index, key in enumerate(keys)
                    },
                )
            )
        add_release(session, version_id, {"province": {"53": draw_counts(120, 1)}}, now=now)
        add_forms(session, version_id, {("post", "A"): counter.counts()}, now=now)

    act(release)
    page = evaluator.get(f"/evaluation/{version_id}/tests").text
    assert re.search(r"alpha [-\N{MINUS SIGN}]\d", page)
    assert "A value below zero means that the items run against each other" in page
    assert "Weak: use it" not in page


def draw_answers(keys, *, constant, is_right, n=120):
    """Counts of answers to a form; all people answer one item alike."""
    draw = Random(4)  # noqa: S311
    counter = FormCounter()
    for _ in range(n):
        chance = draw.uniform(0.2, 0.9)
        answers = {}
        for key in keys:
            is_known = is_right if key.item == constant else draw.random() < chance
            wrong = next(option for option in "ABCD" if option not in key.answers)
            answers[key.item] = (key.answers[0] if is_known else wrong, float(is_known))
        counter.add(FormAnswers("", answers))
    return counter.counts()
