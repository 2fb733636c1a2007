"""Counts of forms are published only if no sum over fewer than ten people follows from them."""

import random
from itertools import combinations

import numpy as np
import pytest

from assessments.analysis.form_release import form_changes, waiting_forms

A, B = ("post", "A"), ("post", "B")
HERE, THERE = ("teacher", "P1", "O1", "K1"), ("teacher", "P2", "O2", "K2")


def new(a, b, cells=HERE):
    return {cells: {form: n for form, n in ((A, a), (B, b)) if n}}


def changes(a, b):
    return form_changes(new(a, b), {})


def test_ten_of_each_form_are_published_at_once():
    assert waiting_forms({}, changes(10, 12)) == {A: None, B: None}


def test_a_form_with_nine_waits_and_so_does_the_other():
    assert waiting_forms({}, changes(30, 9)) == {A: 9, B: 9}
    assert waiting_forms({A: 9, B: 9}, changes(1, 1)) == {A: None, B: None}


def test_people_of_another_cell_protect_no_form():
    """All of form A are of one province, all of form B of another: their sums tell the forms."""
    apart = new(20, 0) | new(0, 20, THERE)
    assert waiting_forms({}, form_changes(apart, {})) == {A: 0, B: 0}
    mixed = new(20, 4) | new(6, 20, THERE)
    assert waiting_forms({}, form_changes(mixed, {})) == {A: None, B: None}
    nine = new(20, 3) | new(6, 20, THERE)
    assert waiting_forms({}, form_changes(nine, {})) == {A: 9, B: 9}


def test_people_of_a_form_who_come_with_few_of_the_other_protect_few():
    """A first, then B: what one form gains in both releases is hidden by four people only."""
    waiting = waiting_forms({}, changes(9, 3))
    assert waiting == {A: 3, B: 3}
    assert waiting_forms(waiting, changes(1, 9)) == {A: 4, B: 4}


def test_people_of_a_release_of_one_form_do_not_protect_others():
    assert waiting_forms({A: 10, B: 3}, changes(0, 10)) == {A: 10, B: 3}


def test_only_one_form_changes():
    assert waiting_forms({}, changes(10, 0)) == {A: None}
    assert waiting_forms({A: 3}, changes(10, 0)) == {A: None}, "B is as it was published"


def test_a_test_that_is_held_waits_with_all_its_forms():
    assert waiting_forms({}, changes(10, 12), held={"post"}) == {A: 10, B: 10}
    assert waiting_forms({A: 10, B: 10}, changes(1, 1)) == {A: None, B: None}
    assert waiting_forms({}, changes(10, 0), held={"post"}) == {A: 0}


def test_changed_answers_wait_for_new_people_and_use_up_some():
    rescored = form_changes({}, {A: 12, B: 40})
    assert waiting_forms({}, rescored) == {A: 0, B: 0}
    more = form_changes(new(3, 3), {A: 2})
    assert waiting_forms({A: 9, B: 9}, more) == {A: None, B: None}
    assert waiting_forms({A: 9, B: 9}, form_changes(new(2, 2), {A: 2})) == {A: 9, B: 11}


def test_purposes_are_released_apart():
    before = {HERE: {("pre", "A"): 20, ("pre", "B"): 20, A: 9, B: 12}}
    released = waiting_forms({}, form_changes(before, {}))
    assert released == {("pre", "A"): None, ("pre", "B"): None, A: 9, B: 9}


@pytest.mark.parametrize("seed", range(20))
def test_a_solver_derives_no_combination_of_fewer_than_ten(seed):
    """Known are the sums of each cell at each release, and of each form when it is published."""
    draw = random.Random(seed)  # noqa: S311
    atoms, known, waiting, published = [], [], {}, 0  # atoms: (cells, form, release), people
    for number in range(12):
        arrivals = {
            cells: {A: draw.choice((0, 3, 9, 10, 25)), B: draw.choice((0, 2, 4, 10, 12))}
            for cells in (HERE, THERE)
        }
        arrivals = {cells: n for cells, n in arrivals.items() if sum(n.values()) >= 10}
        atoms += [((c, f, number), n) for c, by in arrivals.items() for f, n in by.items() if n]
        known += [{(c, f, r) for (c, f, r), _n in atoms if c == cells} for cells in (HERE, THERE)]
        after = waiting_forms(waiting, form_changes(arrivals, {}))
        waiting = {form: n for form, n in after.items() if n is not None}
        for form in after:
            if after[form] is None:
                published += 1
                known.append({(c, f, r) for (c, f, r), _n in atoms if f == form})
    rows = np.array([[float(atom in cells) for atom, _n in atoms] for cells in known if cells])
    rank = np.linalg.matrix_rank(rows)
    small = [index for index, (_atom, n) in enumerate(atoms) if n < 10]
    for count in (1, 2, 3):
        for few in combinations(small, count):
            if sum(atoms[index][1] for index in few) < 10:
                others = np.delete(rows, few, axis=1)
                assert np.linalg.matrix_rank(others) == rank, [atoms[index] for index in few]
    assert published
