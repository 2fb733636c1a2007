"""`payung stats` as a person calls it: JSON, lines, sentences for files that cannot be read."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lms.cli.statistics.figures import NOTES
from lms.cli.statistics.table_messages import TABLE_MESSAGES

pytestmark = pytest.mark.slow  # each starts a process that loads the statistics

ROOT = Path(__file__).parent.parent.parent.parent


def payung(*arguments, language="en"):
    done = subprocess.run(
        [sys.executable, "-m", "lms.cli", "stats", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LANGUAGE": language, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def answers(tmp_path):
    file = tmp_path / "answers.csv"
    rows = [f"L{n},cso,{'AB'[n % 2]},{'AC'[n % 3 > 1]}" for n in range(40)]
    file.write_text("\n".join(["learner,role,Q1,Q2", *rows]))
    (tmp_path / "key.csv").write_text("item,key\nQ1,A\nQ2,A\n")
    return file


def test_items_as_json(answers):
    status, out, _ = payung("items", answers, "--key", answers.parent / "key.csv", "--json")
    found = json.loads(out)
    assert (status, found["learners"], found["items"]) == (0, 40, 2)
    assert found["item_figures"][0]["facility"] == 0.5


def test_items_as_lines(answers):
    status, out, _ = payung("items", answers, "--key", answers.parent / "key.csv")
    assert (status, "Learners: n = 40" in out, "*A 50 %" in out) == (0, True, True)


def test_items_are_compared_between_the_groups_of_the_named_column(tmp_path):
    file = tmp_path / "answers.csv"
    rows = (f"L{n},cso,{('young', 'old')[n % 2]},{n % 3 % 2}" for n in range(24))
    file.write_text("\n".join(["learner,role,Age,Q1", *rows]))
    status, out, _ = payung("items", file, "--group", "age", "--all", "--json")
    compared = [{row["reference"], row["focal"]} for row in json.loads(out)["differential"]]
    assert (status, compared) == (0, [{"young", "old"}])


def test_prepost_as_json_and_as_lines(tmp_path):
    file = tmp_path / "scores.csv"
    file.write_text(
        "learner;pre;post\n" + "".join(f"L{n};{n % 7};{n % 9 + 1},5\n" for n in range(30))
    )
    status, out, _ = payung("prepost", file, "--max", "10", "--json")
    assert (status, json.loads(out)["attrition"]["matched"]) == (0, 30)
    status, out, _ = payung("prepost", file, "--max", "10")
    assert (status, "d_av" in out, "There is no control group" in out) == (0, True, True)


def test_groups_are_named_in_the_language_of_the_terminal(tmp_path):
    file = tmp_path / "scores.csv"
    rows = (f"L{n},{n % 7},{n % 9},Bali,cso,AB\n" for n in range(12))
    file.write_text("learner,pre,post,province,role,arm\n" + "".join(rows))
    status, out, _ = payung("prepost", file, "--max", "10", language="id")
    names = {line.split("  ")[0] for line in out.splitlines()}
    assert (status, names >= {"Provinsi", "Peran", "Urutan perangkat"}) == (0, True), out


@pytest.mark.parametrize(
    ("command", "content", "said"),
    [
        ("items", "learner,Q1\na,B\n", "Line 2, column Q1: B is not a number."),
        ("items", "learner,Q1\na,1\na,1\n", "Line 3 is about the same learner as line 2."),
        ("items", "", "The first line must hold the headings of the columns."),
        ("prepost", "learner,pre\na,1\n", "The column post is missing."),
        ("prepost", "learner,pre,post\na,x,2\n", "x is not a number"),
        ("items", "learner,Q1,Q2\n", "There are no rows under the headings."),
        ("items", "learner,Q1\na,nan\n", "nan is not a number."),
        ("items", "learner,Q1\na,1e999\n", "1e999 is not a number."),
        ("items", "learner,Q1\na,-1\n", "-1 is not between 0 and 1."),
        ("items", "learner,Q1,Q2\na,1\n", "Line 2 has 2 cells, but there are 3 headings."),
        ("items", "Q1 seconds,learner,Q1\n-5,a,1\n", "-5 seconds is negative."),
        ("items", 'learner,Q1\n"a,1\nb,0\n', "Line 2 has 1 cells, but there are 2 headings."),
        ("items", "learner,Q1\na," + "1" * 200_000, "a cell of more than 2000 characters."),
        ("prepost", "learner,occasion,Q1\na,later,1\n", "later is neither pre nor post."),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, command, content, said):
    file = tmp_path / "table.csv"
    file.write_text(content)
    for options in ((), ("--json",)):
        status, out, err = payung(command, file, *options)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert said in err


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        ("learner,Q1\nJosé,1\n".encode("cp1252"), 0, "Learners: n = 1"),
        ("learner,Q1\nJosé,1\n".encode("utf-16"), 0, "Learners: n = 1"),
        ("learner,Q1\nJosé,1\n".encode("utf-16-le"), 1, "This is not a text file"),
        (b"PK\x03\x04" + bytes(range(256)), 1, "This is not a text file"),
        (b"\xff\xfel\x00e\x00a", 1, "There are no rows under the headings."),
        (b"\xef\xbb\xbf", 1, "The first line must hold the headings of the columns."),
    ],
)
def test_encodings_are_read_or_refused_in_one_sentence(tmp_path, content, status, said):
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    found, out, err = payung("items", file)
    assert (found, said in (err if status else out)) == (status, True)


def test_a_key_that_names_the_column_of_learners_is_refused(answers):
    key = answers.parent / "key.csv"
    key.write_text("item,key\nlearner,A\n")
    status, _, err = payung("items", answers, "--key", key)
    assert (status, "The key file names learner" in err) == (1, True)


@pytest.mark.parametrize("option", ["--max", "--pass"])
@pytest.mark.parametrize("value", ["nan", "inf", "x", "-1"])
def test_marks_are_finite_numbers(tmp_path, option, value):
    file = tmp_path / "scores.csv"
    file.write_text("learner,pre,post\n" + "".join(f"L{n},{n},{n + n % 3}\n" for n in range(12)))
    status, out, err = payung("prepost", file, option, value, "--json")
    assert (status, out, "Invalid value" in err) == (2, "", True)


def test_rows_without_any_answer_are_told(tmp_path):
    """They count as no points, as an answer left out does, but never without a word."""
    file = tmp_path / "table.csv"
    file.write_text("learner,Q1\n" + "".join(f"L{n},{n % 2 if n > 2 else ''}\n" for n in range(12)))
    assert "leave out learners who did not take the test: 3" in payung("items", file)[1]
    rows = (f"L{n},pre,{'' if n < 2 else 1}\nL{n},post,1\n" for n in range(12))
    file.write_text("learner,occasion,Q1\n" + "".join(rows))
    assert "leave out learners who did not take the test: 2" in payung("prepost", file)[1]


@pytest.mark.parametrize("command", ["items", "prepost"])
def test_one_learner_is_told_and_no_zero_is_made_up(tmp_path, command):
    file = tmp_path / "table.csv"
    file.write_text("learner,Q1,Q2\na,1,0\n" if command == "items" else "learner,pre,post\na,1,2\n")
    status, out, err = payung(command, file)
    assert (status, err, "Fewer than 10 learners" in out) == (0, "", True)


def test_a_group_that_is_no_column_is_named(answers):
    options = ("--key", answers.parent / "key.csv", "--group", "province")
    status, _, err = payung("items", answers, *options)
    assert (status, "There is no column province to group by" in err) == (1, True)


def test_any_column_is_a_group_and_scores_may_be_below_zero(tmp_path, answers):
    file = tmp_path / "scores.csv"
    rows = (
        f"L{n},{n % 7 - 3},{n % 5 if n else 'NA'},{'day' if n % 2 else 'NA'}\n" for n in range(41)
    )
    file.write_text("learner,pre,post,Shift\n" + "".join(rows))
    options = ("--max", "10", "--min", "-3", "--group", "shift")
    status, out, err = payung("prepost", file, *options)
    cells = [line.split()[:3] for line in out.splitlines()]
    assert (status, ["Shift", "day", "20"] in cells, "n = 40" in out) == (0, True, True), err
    assert payung("prepost", file, "--max", "10")[0] == 1
    assert payung("prepost", file, "--min", "100")[0] == 2
    key = answers.parent / "key.csv"
    status, out, _ = payung("items", answers, "--key", key, "--group", "Role", "--json")
    assert (status, json.loads(out)["ignored_columns"]) == (0, [])


def test_every_note_has_a_sentence():
    folder = ROOT / "assessments" / "analysis"
    raised = {
        code
        for name in ("gain.py", "item_analysis.py")
        for call in re.findall(r"Note\(([^)]*)\)", (folder / name).read_text())
        for code in re.findall(r'"([a-z-]+)"', call)
    }
    assert raised == set(NOTES)


def test_every_error_has_a_message():
    folder = ROOT / "assessments" / "analysis" / "response_tables"
    raised = {
        line.partition('TableError("')[2].partition('"')[0]
        for file in folder.glob("*.py")
        for line in file.read_text()
        .replace("TableError(\n            ", "TableError(")
        .splitlines()
        if 'TableError("' in line
    }
    assert raised == set(TABLE_MESSAGES)
