"""Items compared between roles: figures are those of the answers, marks need size and certainty."""

import random
from datetime import UTC, datetime

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.evaluation.forms import RoleCounts
from lms.workflows.evaluation.test_roles import compare_roles

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CODES = [f"M{number:02}" for number in range(20)]


def draw_rows(n, seed, *, level=0.0, easier=None):
    draw = random.Random(seed)  # noqa: S311
    rows = []
    for _ in range(n):
        ability = draw.gauss(level, 1)
        logits = [
            ability - place / 10 + 1 + (easier or {}).get(code, 0.0)
            for place, code in enumerate(CODES)
        ]
        rows.append([float(draw.random() < 1 / (1 + np.exp(-logit))) for logit in logits])
    return rows


def role(name, rows, codes=CODES):
    counter = FormCounter()
    for row in rows:
        answers = {code: (None, points) for code, points in zip(codes, row, strict=False)}
        counter.add(FormAnswers("A", answers))
    return RoleCounts(name, counter.counts(), NOW)


def test_the_largest_role_is_the_reference():
    roles = [role("parent", draw_rows(120, 1)), role("teacher", draw_rows(150, 2))]
    form = compare_roles("A", roles)
    assert dict(form.people) == {"teacher": 150, "parent": 120}
    assert form.reference == "teacher"
    assert {item.compared.focal for item in form.items} == {"parent"}
    assert [item.compared.item for item in form.items] == CODES


def test_odds_ratios_are_those_of_statsmodels():
    teachers, parents = draw_rows(300, 3), draw_rows(200, 4, level=0.7, easier={"M05": 1})
    form = compare_roles("A", [role("teacher", teachers), role("parent", parents)])
    for place, item in enumerate(form.items):
        tables = []
        for total in range(21):
            table = [
                [sum(row[place] == right for row in rows if sum(row) == total) for right in (1, 0)]
                for rows in (teachers, parents)
            ]
            if sum(map(sum, table)) > 1:
                tables.append(np.array(table, dtype=float))
        theirs = StratifiedTable(tables)
        figures = item.compared.figures
        assert figures.odds_ratio == pytest.approx(theirs.oddsratio_pooled, rel=1e-9)
        assert figures.log_odds_error == pytest.approx(theirs.logodds_pooled_se, rel=1e-9)


def test_a_stronger_role_is_no_bias_but_an_easier_item_is():
    teachers = role("teacher", draw_rows(1_500, 5))
    fair = compare_roles("A", [teachers, role("parent", draw_rows(1_000, 6, level=1))])
    assert not any(item.is_marked for item in fair.items)
    biased = role("parent", draw_rows(1_000, 6, level=1, easier={"M05": 1.5}))
    marked = [item for item in compare_roles("A", [teachers, biased]).items if item.is_marked]
    assert [item.compared.item for item in marked] == ["M05"]
    assert marked[0].compared.figures.category == "C"
    assert marked[0].compared.figures.odds_ratio < 1


def test_items_that_few_of_a_role_know_or_miss_are_hidden():
    rows = draw_rows(150, 7)
    parents = [[1.0, float(index < 9), *row[2:]] for index, row in enumerate(rows[:120])]
    teachers = [[float(index < 141), float(index < 90), *row[2:]] for index, row in enumerate(rows)]
    form = compare_roles("A", [role("teacher", teachers), role("parent", parents)])
    figures = {item.compared.item: item.compared.figures for item in form.items}
    assert [code for code, value in figures.items() if value is None] == ["M00", "M01"]
    assert [item.p for item in form.items[:2]] == [None, None]


def test_roles_with_other_items_are_not_compared():
    parents = draw_rows(120, 8)
    mixed = FormCounter()
    for index, row in enumerate(parents):
        pairs = zip(CODES, row[: 20 if index else 19], strict=False)
        mixed.add(FormAnswers("A", {code: (None, points) for code, points in pairs}))
    roles = [role("teacher", draw_rows(150, 9)), RoleCounts("parent", mixed.counts(), NOW)]
    assert compare_roles("A", roles).items == ()
