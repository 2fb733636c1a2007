"""Which items of a form are shown, as people come; what stays hidden beside them."""

import random

import pytest

from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.group_counts import TestCounts as Counts
from assessments.analysis.outcomes.item_cells import FormCells, FormItems, publish_items
from assessments.analysis.outcomes.total_ranges import range_bounds
from assessments.analysis.response_tables.keys import ItemKey

KEYS = [ItemKey(f"A{number}", ("B",), 1.0, f"M{number}") for number in range(6)]


def count(*known, n=100, others="ACD"):
    """Counts of `n` people of whom so many know each item, chosen by a seed."""
    draw = random.Random(7)  # noqa: S311
    people = [{} for _ in range(n)]
    for key, number in zip(KEYS, known, strict=False):
        for index, person in enumerate(draw.sample(people, n)):
            option = "B" if index < number else others[index % len(others)]
            person[key.item] = (option, float(option == "B"))
    counter = FormCounter()
    for person in people:
        counter.add(FormAnswers("A", person))
    return counter.counts()


def publish(counts, last=None, cells=None):
    form = FormItems(counts, KEYS, last or Counts(), cells or FormCells())
    return publish_items({"A": form})["A"]


def test_items_with_ten_of_each_side_are_shown():
    assert publish(count(50, 90, 10, 60)).hidden == frozenset()


@pytest.mark.parametrize("known", [91, 9, 100, 0])
def test_a_hidden_item_hides_the_least_grown_other(known):
    cells = publish(count(50, known, 40, 88))
    assert cells.hidden == {"A1", "A3"}


def test_an_item_is_shown_again_once_ten_more_know_it_and_ten_more_do_not():
    first = count(50, 60, 40, 70)
    cells = publish(first)
    assert cells.hidden == frozenset()
    few = count(62, 85, 60, 93, n=150)  # A1: 25 and 25; A0: 12 and 38; A3: 23 and 27
    assert publish(few, first, cells).hidden == frozenset()
    nine = count(59, 85, 60, 93, n=150)
    assert publish(nine, first, cells).hidden >= {"A0"}


def test_growth_is_counted_from_when_the_item_was_shown_last():
    first = count(50, 60, 40, 70)
    cells = publish(first)
    second = count(55, 85, 60, 93, n=150)
    hidden = publish(second, first, cells)
    assert "A0" in hidden.hidden
    third = count(63, 110, 80, 120, n=200)  # 13 more than when it was shown, 8 than in between
    assert "A0" in publish(third, second, hidden).shown


def test_items_are_shown_from_thirty_people():
    assert publish(count(12, 15, 14, n=29)).shown == frozenset()
    assert publish(count(12, 15, 14, n=30)).shown == {"A0", "A1", "A2"}


def test_few_who_chose_an_option_are_joined_to_other_wrong_options():
    cells = publish(count(50, 60, 40, others="AAAAAAAAAC"))
    shown = cells.shown_options("A0")
    assert shown.people["B"] == 50
    assert shown.joined == {"A", "C"}
    assert cells.shown_options("A0").shown("B") == 50


def test_options_are_hidden_if_other_people_got_the_points():
    """After another ruling the points of an item and its options would tell who got them."""
    counter = FormCounter()
    for person in range(100):
        option = "B" if person < 50 else "C"
        points = float(person < 53)
        counter.add(FormAnswers("A", {"A0": (option, points), "A1": ("B", float(person % 2))}))
    cells = publish(counter.counts())
    assert "A0" in cells.shown
    assert cells.shown_options("A0") is None


def test_a_module_in_two_forms_tells_of_no_hidden_item():
    """The mean of a module is known, so two of its items are hidden, and two of the form."""
    keys = {
        form: [ItemKey(f"{form}{n}", ("B",), 1.0, f"M{n // 2}-O{n}") for n in range(6)]
        for form in "XY"
    }
    forms = {}
    for form, known in (("X", (50, 50, 50, 50, 50, 50)), ("Y", (50, 93, 50, 50, 50, 50))):
        counts = count(*known)
        names = {key.item: other.item for key, other in zip(KEYS, keys[form], strict=True)}
        points = {names[code]: values for code, values in counts.points.items()}
        forms[form] = FormItems(Counts(n=100, points=points), keys[form])
    hidden = {code for cells in publish_items(forms).values() for code in cells.hidden}
    assert "Y1" in hidden
    assert len(hidden & {"X0", "X1", "Y0", "Y1"}) >= 2
    assert len([code for code in hidden if code[0] == "Y"]) >= 2
    assert len(hidden) <= 3


def test_cells_are_read_as_they_were_stored():
    cells = publish(count(50, 95, 40, 70))
    assert FormCells.from_json(cells.as_json()) == cells


def test_ranges_of_totals_have_ten_new_people_in_each_form():
    counts = count(50, 60, 40, 70, 30, 80)
    bounds = (0.0, 15.0, 40.0, 75.0, 100.0)
    new = FormItems(counts, KEYS)
    chosen = range_bounds(bounds, [new])
    assert (chosen[0], chosen[-1]) == (0.0, 100.0)
    assert len(chosen) > 2
    assert range_bounds(bounds, [FormItems(counts, KEYS, last=counts)]) == (0.0, 100.0)
    small = FormItems(count(5, 6, 4, 7, 3, 8, n=15), KEYS)
    assert range_bounds(bounds, [new, small]) == (0.0, 100.0)


def test_ranges_do_not_cross_those_of_a_form_that_stays():
    new = FormItems(count(50, 60, 40, 70, 30, 80), KEYS)
    stays = FormItems(new.counts, KEYS, cells=FormCells(bounds=(0.0, 75.0, 100.0)), renewed=False)
    assert set(range_bounds((0.0, 40.0, 75.0, 100.0), [new, stays])) <= {0.0, 75.0, 100.0}
