"""Counts by bits equal those of going through the pairs of each person."""

import random
from itertools import combinations

import pytest

from assessments.analysis import pair_counter
from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.pair_counter import BLOCK, PairCounter
from assessments.analysis.scale_counter import ScaleCounter


def plain_pairs(people):
    """People by pair, in any order of the two."""
    counts = {}
    for facts in people:
        for pair in combinations(facts, 2):
            key = frozenset(pair)
            counts[key] = counts.get(key, 0) + 1
    return counts


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 7])
def test_pairs_equal_those_of_each_person(count):
    draw = random.Random(count)  # noqa: S311
    people = [draw.sample(range(9), draw.randrange(10)) for _ in range(count)]
    counter = PairCounter()
    for facts in people:
        counter.add(facts)
    assert {frozenset(pair): n for pair, n in counter.pairs().items()} == plain_pairs(people)


def test_pairs_can_be_read_between_people():
    counter = PairCounter()
    counter.add("ab")
    assert counter.pairs() == {("a", "b"): 1}
    counter.add("ba")
    assert counter.pairs() == {("a", "b"): 2}


def draw_answers(draw):
    """Answers to nine items, some dropped, some without points or with a part of them."""
    points = {f"M{n}": draw.choice((0.0, 0.25, 1 / 3, 1.0)) for n in range(9)}
    return {code: (None, earned) for code, earned in points.items() if draw.random() < 0.9}


def sum_products(people):
    """For each two items, the sum of the products of their points."""
    sums = {}
    for points in people:
        for code, later in combinations(sorted(points), 2):
            sums.setdefault((code, later), []).append(points[code] * points[later])
    return {pair: sum(values) for pair, values in sums.items()}


def flatten(products):
    return {(code, later): n for code, by in products.items() for later, n in by.items()}


@pytest.mark.parametrize("block", [3, BLOCK])
def test_products_of_forms_and_scales_equal_sums_over_people(monkeypatch, block):
    monkeypatch.setattr(pair_counter, "BLOCK", block)
    draw = random.Random(11)  # noqa: S311
    people = [draw_answers(draw) for _ in range(50)]
    form, scale = FormCounter(), ScaleCounter()
    for answers in people:
        form.add(FormAnswers("A", answers))
        scale.add({code: points for code, (_option, points) in answers.items()})
    points = [{code: p for code, (_option, p) in answers.items()} for answers in people]
    expected = pytest.approx(sum_products(points), rel=1e-12)
    assert flatten(form.counts().products) == expected
    assert flatten(scale.counts().products) == expected
