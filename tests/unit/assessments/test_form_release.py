"""Counts of forms are published only if no sum over fewer than ten people follows from them."""

import random
from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from assessments.analysis.form_release import FormChange, waiting_forms

A, B = ("post", "A"), ("post", "B")


def changes(a, b):
    return {A: FormChange(a, a), B: FormChange(b, b)}


def test_ten_of_each_form_are_published_at_once():
    assert waiting_forms({}, changes(10, 12)) == {A: None, B: None}


def test_a_form_with_nine_waits_and_so_does_the_other():
    assert waiting_forms({}, changes(30, 9)) == {A: 9, B: 9}
    assert waiting_forms({A: 9, B: 9}, changes(1, 1)) == {A: None, B: None}


def test_people_of_a_form_who_come_with_few_of_the_other_protect_few():
    """A first, then B: what one form gains in both releases is hidden by four people only."""
    waiting = waiting_forms({}, changes(9, 3))
    assert waiting == {A: 3, B: 3}
    assert waiting_forms(waiting, changes(1, 9)) == {A: 4, B: 4}


def test_people_of_a_release_of_one_form_do_not_protect_others():
    assert waiting_forms({A: 10, B: 3}, changes(0, 10)) == {A: 10, B: 3}


def test_only_one_form_changes():
    assert waiting_forms({}, changes(10, 0)) == {A: None}
    assert waiting_forms({}, changes(9, 0)) == {}


def test_changed_answers_alone_wait_for_new_people():
    rescored = {A: FormChange(12), B: FormChange(4)}
    assert waiting_forms({}, rescored) == {A: 0, B: 0}
    assert waiting_forms({}, {A: FormChange(12), B: FormChange(40)}) == {A: None, B: None}


def test_purposes_are_released_apart():
    before = {("pre", "A"): FormChange(20, 20), ("pre", "B"): FormChange(20, 20)}
    released = waiting_forms({}, {**before, **changes(9, 12)})
    assert released == {("pre", "A"): None, ("pre", "B"): None, A: 9, B: 9}


@pytest.mark.parametrize("seed", range(20))
def test_a_solver_derives_no_combination_of_fewer_than_ten(seed):
    """Known are the sums of everybody at each release, and of each form when it is published."""
    draw = random.Random(seed)  # noqa: S311
    sizes, known, waiting = [], [], {}
    total = Counter()
    for number in range(12):
        new = {A: draw.choice((0, 1, 3, 9, 10, 25)), B: draw.choice((0, 2, 4, 9, 10, 12))}
        if sum(new.values()) < 10:
            continue
        sizes.extend((form, number, n) for form, n in new.items() if n)
        total.update(new)
        known.append([(form, upto) for form, upto, _n in sizes])
        after = waiting_forms(waiting, {form: FormChange(n, n) for form, n in new.items()})
        waiting = {form: n for form, n in after.items() if n is not None}
        if after and not waiting:
            known.extend([(f, upto) for f, upto, _n in sizes if f == form] for form in (A, B))
    atoms = [(form, number) for form, number, _n in sizes]
    rows = np.array([[float(atom in cells) for atom in atoms] for cells in known])
    rank = np.linalg.matrix_rank(rows)
    small = [index for index, (_form, _number, n) in enumerate(sizes) if n < 10]
    for count in (1, 2, 3):
        for few in combinations(small, count):
            if sum(sizes[index][2] for index in few) < 10:
                others = np.delete(rows, few, axis=1)
                assert np.linalg.matrix_rank(others) == rank, [sizes[index] for index in few]
    assert any(form in after for form in (A, B))
