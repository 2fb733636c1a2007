"""Counts of forms are published only if no sum over fewer than ten people follows from them."""

import random
from collections import Counter

import numpy as np
import pytest

from assessments.analysis.form_release import FormChange, waiting_forms

A, B = ("post", "A"), ("post", "B")


def changes(a, b):
    return {A: FormChange(a, a), B: FormChange(b, b)}


def test_ten_of_each_form_are_published_at_once():
    assert waiting_forms({}, changes(10, 12)) == {A: None, B: None}


def test_a_form_with_nine_waits_and_so_does_the_other():
    assert waiting_forms({}, changes(30, 9)) == {A: 30, B: 9}
    assert waiting_forms({A: 30, B: 9}, changes(1, 1)) == {A: None, B: None}


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
    assert released == {("pre", "A"): None, ("pre", "B"): None, A: 9, B: 12}


@pytest.mark.parametrize("seed", range(20))
def test_a_solver_derives_no_sum_over_fewer_than_ten(seed):
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
    small = [n < 10 for _form, _number, n in sizes]
    for index, is_small in enumerate(small):
        if is_small:
            target = np.eye(len(atoms))[index]
            solution = np.linalg.lstsq(rows.T, target, rcond=None)[0]
            assert np.abs(rows.T @ solution - target).max() > 1e-6
    assert any(form in after for form in (A, B))
