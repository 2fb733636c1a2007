"""`payung evaluate` and `payung report effect` on a programme of invented learners."""

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner

from lms.cli import main
from lms.kernel.clock import utc_now
from lms.workflows.evaluation.example_programme import fill_with_learners
from lms.workflows.evaluation.figures import POOL

COURSE = "POESA-EL"
DIMENSIONS = ("province", "role", "organisation", "cohort")


@pytest.fixture
def run(app, settings, monkeypatch):
    """Runs a command in English on the database of the test."""
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LANGUAGE", "en")
    return lambda *words: CliRunner().invoke(main, [*words, "--course", COURSE])


@pytest.fixture
def programme(write, course):
    facts = {"course_version_id": course.context_id, "count": 300, "seed": 5, "now": utc_now()}
    return write(fill_with_learners, **facts)


def test_it_releases_and_says_how_many_are_counted_and_wait(run, programme):
    first = run("evaluate")
    assert first.exit_code == 0
    line = re.search(r"released\. (\d+) people are counted, (\d+) wait\.", first.stdout)
    counted, waiting = int(line[1]), int(line[2])
    assert counted > 200
    assert counted + waiting <= programme.learners
    assert "awareness sessions released." in first.stdout
    reason = "people wait until no figure would tell of fewer than ten."
    assert f"nothing is released yet. {waiting} {reason}" in run("evaluate").stdout


def test_without_learners_it_prints_nothing(run, course):
    result = run("evaluate")
    assert (result.exit_code, result.stdout) == (0, "")


def test_an_unknown_course_is_an_error(app, settings, run, monkeypatch):
    result = CliRunner().invoke(main, ["evaluate", "--course", "NOWHERE"])
    assert result.exit_code == 1


@pytest.fixture
def report(run, tmp_path):
    """Writes a report by each grouping and gives its bytes."""

    def report(dimension, kind):
        path = tmp_path / f"{dimension}.{kind}"
        words = ("report", "effect", "--group", dimension, "--format", kind, "--output", str(path))
        result = run(*words, "--language", "en")
        assert result.exit_code == 0, result.output
        return path.read_bytes()

    return report


def test_reports_of_all_groupings_and_formats_have_the_same_people(run, programme, report):
    run("evaluate")
    people = set()
    for dimension in DIMENSIONS:
        facts = json.loads(report(dimension, "json"))
        people.add(facts["figures"]["matched"])
        rows = list(csv.DictReader(io.StringIO(report(dimension, "csv").decode("utf-8-sig"))))
        groups = facts["groups"]
        assert [int(row["n"]) for row in rows] == [group["n"] for group in groups]
        assert all(group["n"] >= 10 for group in groups)
        assert sum(group["n"] for group in groups) <= facts["figures"]["matched"]
        assert report(dimension, "pdf").startswith(b"%PDF")
    (matched,) = people
    assert 0.8 * programme.matched <= matched <= programme.matched
    assert facts["figures"]["change"]["mean"] > 5  # the true gain is more than one logit


def test_small_groups_of_a_grouping_stand_in_the_pool(run, programme, report):
    run("evaluate")
    groups = {group["group_id"] for group in json.loads(report("province", "json"))["groups"]}
    assert POOL in groups
    assert len(groups) < 38
