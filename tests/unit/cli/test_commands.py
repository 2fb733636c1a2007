"""The command line answers at once, in the terminal's language, with a sentence for a failure."""

import subprocess
import sys
from pathlib import Path

import pytest

from lms.adapters import errors
from lms.cli import COMMANDS
from lms.cli.error_messages import MESSAGES

PAYUNG = Path(sys.executable).parent / "payung"
HEAVY = {"flask", "sqlalchemy", "alembic", "typst", "cryptography"}


def payung(*arguments, language="C"):
    done = subprocess.run(
        [PAYUNG, *arguments],
        env={"PATH": "/usr/bin:/bin", "LANGUAGE": language, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_is_there_and_explains_itself(name):
    status, text = payung(name, "--help")
    assert (status, text.startswith(f"Usage: payung {name}")) == (0, True)


def test_help_loads_nothing_heavy():
    look = f"import sys, lms.cli; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_terminal_chooses_the_language():
    assert "Serve Payung until it is stopped." in payung("--help", language="en")[1]
    assert "Menjalankan Payung sampai dihentikan." in payung("--help", language="id")[1]


@pytest.mark.parametrize(
    "command",
    [
        ("course", "list"),
        ("course", "check"),
        ("items", "template", "x"),
        ("roster", "template", "x"),
    ],
)
def test_a_language_that_is_not_there_is_refused(command, tmp_path):
    status, text = payung(*command, "--language", "xx", language="id")
    assert (status, "--language" in text, "'id', 'en'" in text) == (2, True, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("terminal", "options", "said"),
    [
        ("id", (), "tidak ada masalah"),
        ("id_ID:en", (), "tidak ada masalah"),
        ("fr", (), "no problems"),
        ("id", ("--language", "en"), "no problems"),
        ("en", ("--language", "id"), "tidak ada masalah"),
    ],
)
def test_the_option_goes_before_the_terminal(terminal, options, said):
    assert said in payung("course", "check", *options, language=terminal)[1]


def test_the_other_database_is_checked_as_the_setting_is(tmp_path):
    done = subprocess.run(
        [PAYUNG, "db", "copy", "--to", "x"],
        env={"PATH": "/usr/bin:/bin", "PAYUNG_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "PAYUNG_DATABASE_URL must be an address such as" in done.stderr
    assert list(tmp_path.iterdir()) == []  # nothing was begun


def test_what_the_terminal_cannot_show_is_replaced_and_stops_nothing(tmp_path):
    folder = tmp_path / "course-ꦗ"
    folder.mkdir()
    done = subprocess.run(
        [PAYUNG, "course", "check", folder],
        env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert done.stdout.endswith(b"course-?: 7 problems.\n")
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["1", "2", "1 2"])
def test_a_command_runs_without_streams(closed):
    closing = " ".join(f"{number}>&-" for number in closed.split())
    done = subprocess.run(["/bin/sh", "-c", f'"{PAYUNG}" course check {closing}'], check=False)
    assert done.returncode == 0


def test_an_unsafe_setting_is_one_sentence_and_no_traceback():
    done = subprocess.run(
        [PAYUNG, "db", "upgrade"],
        env={"PATH": "/usr/bin:/bin", "PAYUNG_PORT": "none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "PAYUNG_PORT" in done.stderr


def test_what_stands_in_the_way_of_a_start_has_a_sentence():
    codes = {one.code for one in vars(errors).values() if hasattr(one, "code")}
    start = {"unsafe-setting", "course-rejected", "key-readable-by-others", "key-damaged"}
    start |= {"server-key-missing", "server-key-of-another"}
    inherited = {"conflict", "unavailable"}
    assert (codes - inherited) | start <= set(MESSAGES)
