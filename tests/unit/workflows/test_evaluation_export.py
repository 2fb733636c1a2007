"""Exports of evaluation: scripts reproduce the figures, and there are no rows of persons."""

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
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.shown_cells import directions, score_bins
from assessments.analysis.statistics.minimums import STANDARD
from lms.workflows.evaluation.export import (
    ExportFacts,
    list_ranges,
    list_sums,
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


OUTCOMES = Outcomes(67, score_bins(OVERALL.pairs, mark=MARK), directions(OVERALL.pairs))


def archive(dimension):
    tables = {"table": list_table(OVERALL, GROUPS, facts(dimension))}
    published = {"11": OUTCOMES}
    if dimension == "all":
        tables["sums"] = list_sums(OVERALL, OUTCOMES, MARK)
        published = {"": OUTCOMES}
    tables["ranges"] = list_ranges(published, facts(dimension).names)
    return zipfile.ZipFile(io.BytesIO(write_archive(tables, facts(dimension))))


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
        [*command, "sums.csv"], cwd=folder, capture_output=True, text=True, check=True
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


def test_sums_say_nothing_of_the_mark_before_outcomes_are_published():
    names = [name for name, _value in list_sums(OVERALL, None, MARK)]
    assert names == ["name", "n", "pre", "post", "pre_pre", "post_post", "pre_post"]


def test_ranges_are_those_of_published_outcomes():
    heading, *rows = list_ranges({"11": OUTCOMES}, {"11": "Aceh"})
    assert heading == ["group", "n", "from", "to", "before", "after"]
    assert [tuple(row) for row in rows] == [
        ("Aceh", 67, item.low, item.high, item.pre, item.post) for item in OUTCOMES.bins
    ]


def test_small_group_is_left_out_with_another():
    groups = {**GROUPS, "13": counts(9, 4)}
    _heading, *rows = list_table(OVERALL, groups, facts("province"))
    assert {row[0] for row in rows} == {"Aceh", "pooled"}


def test_archive_holds_what_its_codebook_names():
    with archive("province") as files:
        names = set(files.namelist())
        table = list(csv.reader(io.StringIO(files.read("table.csv").decode("utf-8-sig"))))
        codebook = files.read("codebook.txt").decode()
    assert names == {"table.csv", "ranges.csv", "evaluation.xlsx", "codebook.txt"}
    assert {row[0] for row in table} == {"group", "Aceh", "pooled", "Sumatera Utara"}
    assert "Grouping: province" in codebook
    assert "sums.csv" not in codebook
    with archive("all") as files:
        assert {"sums.csv", "effect.R", "effect.py"} <= set(files.namelist())
        assert "sums.csv" in files.read("codebook.txt").decode()
