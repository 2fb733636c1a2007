"""Counts of forms from what people answered equal those of a table of the same rows."""

import json
import random
from dataclasses import replace

from assessments.analysis import group_counts
from assessments.analysis.contributions import Contribution
from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.item_analysis import count_table
from assessments.analysis.response_tables.item_table import ItemColumn, ItemTable
from assessments.analysis.response_tables.keys import ItemKey

KEYS = [ItemKey("M01", ("a",)), ItemKey("M02", ("b",)), ItemKey("M03", ("c",))]


def draw_answers(count=40, seed=4):
    draw = random.Random(seed)  # noqa: S311
    return [{key.item: draw.choice(("a", "b", "c", "")) for key in KEYS} for _ in range(count)]


def count(rows):
    counter = FormCounter()
    for row in rows:
        answers = {key.item: (row[key.item], key.points(row[key.item])) for key in KEYS}
        counter.add(FormAnswers("A", answers))
    return counter.counts()


def test_counts_of_people_equal_those_of_a_table():
    rows = draw_answers()
    columns = []
    for key in KEYS:
        answers = tuple(row[key.item] for row in rows)
        scores = tuple(key.points(answer) for answer in answers)
        columns.append(ItemColumn(key, scores, tuple(not answer for answer in answers), answers))
    table = ItemTable(tuple(str(n) for n in range(len(rows))), tuple(columns))
    assert replace(count(rows), products={}) == count_table(table)


def test_products_are_sums_over_people_of_both_points():
    rows = draw_answers()
    points = [[key.points(row[key.item]) for key in KEYS] for row in rows]
    assert count(rows).products == {
        "M01": {"M02": sum(p[0] * p[1] for p in points), "M03": sum(p[0] * p[2] for p in points)},
        "M02": {"M03": sum(p[1] * p[2] for p in points)},
    }


def test_answers_without_single_options_count_by_points_alone():
    counter = FormCounter()
    counter.add(FormAnswers("A", {"M01": (None, 0.5), "M02": ("", 0.0)}))
    counts = counter.counts()
    assert counts.points == {"M01": {0.5: {0.5: 1}}, "M02": {0.0: {0.5: 1}}}
    assert (counts.options, counts.omissions) == ({"M02": {"": {0.5: 1}}}, {"M01": 0, "M02": 1})


def test_json_and_text_keep_everything():
    counts = count(draw_answers())
    assert group_counts.TestCounts.from_json(json.loads(json.dumps(counts.as_json()))) == counts
    forms = {"pre": FormAnswers("A", {"M01": ("a", 1.0), "M02": (None, 0.5)})}
    person = Contribution(("registered",), 50.0, 75.0, forms=forms)
    assert Contribution.from_text(person.as_text()) == person


def test_a_contribution_of_before_has_no_answers():
    values = json.loads(Contribution(("registered",), 50.0).as_text())
    assert Contribution.from_text(json.dumps(values[:-1])) == Contribution(("registered",), 50.0)


def test_groups_are_counted_apart_and_together():
    rows = draw_answers()
    whole, counter = FormCounter(), FormCounter()
    for number, row in enumerate(rows):
        person = FormAnswers("A", {k.item: (row[k.item], k.points(row[k.item])) for k in KEYS})
        whole.add(person)
        counter.add(person, "ab"[number % 3 == 0])
    assert counter.counts() == whole.counts()
    assert counter.groups == {"a": 26, "b": 14}
    assert (
        counter.group_points("a").points
        == count([row for number, row in enumerate(rows) if number % 3]).points
    )
    assert counter.group_points("c").n == 0
