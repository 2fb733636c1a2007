"""Exports of evaluation: scripts reproduce the figures, and no row names fewer than ten people."""

import csv
import io
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from assessments.analysis.gain import measure_pairs
from assessments.analysis.group_counts import GroupCounts
from assessments.analysis.statistics.minimums import STANDARD
from lms.workflows.evaluation.export import (
    ExportFacts,
    list_rows,
    list_table,
    write_archive,
)

MARK = 75


def random_numbers(seed):
    return Random(seed)  # noqa: S311


def counts(n, seed):
    chance = random_numbers(seed)
    pairs = Counter()
    for _person in range(n):
        before = chance.randint(4, 16) * 5.0
        pairs[before, min(100.0, max(0.0, before + chance.randint(-2, 7) * 5))] += 1
    return GroupCounts(n=n, flow={"registered": n, "matched": n}, pairs=dict(pairs))


GROUPS = {"11": counts(40, 1), "12": counts(12, 2), "~": counts(15, 3)}
OVERALL = GroupCounts.merged(*GROUPS.values())


def facts(dimension):
    names = {"11": "Aceh", "12": "Sumatera Utara", "~": "pooled"}
    released = datetime(2026, 11, 29, tzinfo=UTC)
    return ExportFacts("POESA-EL", UUID(int=1), dimension, MARK, released, names)


def archive(dimension):
    rows = list_rows(OVERALL, GROUPS, facts(dimension), random_numbers(5))
    content = write_archive(rows, list_table(OVERALL, GROUPS, facts(dimension)), facts(dimension))
    return zipfile.ZipFile(io.BytesIO(content))


def figures_of_the_page():
    change = measure_pairs(OVERALL.pairs, highest=100, least=MARK, minimums=STANDARD)
    return {
        "n": change.n,
        "pre.mean": change.pre.mean,
        "pre.sd": change.pre.sd,
        "post.mean": change.post.mean,
        "post.sd": change.post.sd,
        "change.mean": change.mean,
        "change.low": change.change.low,
        "change.high": change.change.high,
        "change.t": change.change.t,
        "d_av": change.d_av.estimate,
        "d_av.low": change.d_av.low,
        "d_av.high": change.d_av.high,
        "pre.passed.share": change.pre.passed.share,
        "pre.passed.low": change.pre.passed.low,
        "pre.passed.high": change.pre.passed.high,
        "post.passed.share": change.post.passed.share,
        "post.passed.low": change.post.passed.low,
        "post.passed.high": change.post.passed.high,
    }


def printed(command, folder):
    with archive("all") as files:
        files.extractall(folder)
    output = subprocess.run(
        [*command, "rows.csv", str(MARK)], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    return {
        name: float(value)
        for name, value in (line.split("\t") for line in output.split("\n") if line)
    }


def test_python_script_prints_the_figures_of_the_page(tmp_path):
    expected = figures_of_the_page()
    assert printed([sys.executable, "effect.py"], tmp_path) == pytest.approx(expected, rel=1e-6)


@pytest.mark.long
def test_r_script_prints_the_figures_of_the_page(tmp_path):
    program = shutil.which("Rscript")
    assert program, "install r-base-core"
    expected = figures_of_the_page()
    assert printed([program, "effect.R"], tmp_path) == pytest.approx(expected, rel=1e-6)


def test_rows_of_everyone_are_exact_and_have_no_attribute():
    heading, *rows = list_rows(OVERALL, GROUPS, facts("all"), random_numbers(5))
    assert heading == ["learner", "pre", "post"]
    assert Counter((pre, post) for _number, pre, post in rows) == OVERALL.pairs
    assert [row[0] for row in rows] == list(range(1, 68))


def test_rows_of_groups_name_groups_of_at_least_ten_people():
    heading, *rows = list_rows(OVERALL, GROUPS, facts("province"), random_numbers(5))
    assert heading == ["learner", "province", "pre_range", "post_range"]
    assert Counter(row[1] for row in rows) == {"Aceh": 40, "Sumatera Utara": 12, "pooled": 15}


@pytest.mark.parametrize("seed", range(12))
def test_no_combination_of_group_and_scores_has_fewer_than_ten_people(seed):
    sizes = {"11": 900, "12": 500, "13": 120, "14": 40, "15": 12, "~": 25}
    groups = {code: counts(n, seed * 10 + n) for code, n in sizes.items()}
    overall = GroupCounts.merged(*groups.values())
    _heading, *rows = list_rows(overall, groups, facts("province"), random_numbers(seed))
    assert len(rows) == sum(sizes.values())
    combinations = Counter(tuple(row[1:]) for row in rows)
    assert min(combinations.values()) >= 10
    assert any(before for _group, before, _after in combinations)
    # Scores of everybody are known: what is left of each cell must not be few people either.
    for ranges in {row[2:] for row in map(tuple, rows) if row[2]}:
        left = sum(
            people
            for pair, people in overall.pairs.items()
            if all(within(score, name) for score, name in zip(pair, ranges, strict=True))
        )
        shown = {group for group, *pair in combinations if tuple(pair) == ranges}
        left -= sum(combinations[group, *ranges] for group in shown)
        assert left == 0 or left >= 10


def within(score, name):
    low, _dash, high = name.partition("-")
    return int(low) <= score <= int(high)


def test_small_group_is_left_out_with_another():
    groups = {**GROUPS, "13": counts(9, 4)}
    _heading, *rows = list_rows(OVERALL, groups, facts("province"), random_numbers(5))
    assert Counter(row[1] for row in rows) == {"Aceh": 40, "pooled": 15}


def test_two_exports_order_people_differently():
    first, second = (
        list_rows(OVERALL, GROUPS, facts("all"), random_numbers(seed)) for seed in (1, 2)
    )
    assert first != second


def test_archive_holds_what_its_codebook_names():
    with archive("province") as files:
        names = set(files.namelist())
        table = list(csv.reader(io.StringIO(files.read("table.csv").decode("utf-8-sig"))))
        codebook = files.read("codebook.txt").decode()
    assert names == {"rows.csv", "table.csv", "evaluation.xlsx", "codebook.txt"}
    assert {row[0] for row in table} == {"group", "Aceh", "pooled", "Sumatera Utara"}
    assert "Grouping: province" in codebook
    with archive("all") as files:
        assert {"effect.R", "effect.py"} <= set(files.namelist())
