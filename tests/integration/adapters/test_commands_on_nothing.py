"""Commands that need a database say so where there is none, or one of another version, and leave
nothing open to others."""

import os
import sqlite3
import stat
from contextlib import closing

import pytest
from click.testing import CliRunner

from lms.cli import main

QUESTIONS = ("show", "verify")  # a status of their own says that nothing was asked
NEED_A_DATABASE = [
    ["course", "list"],
    ["course", "import"],
    ["admin", "create"],
    ["certificate", "show", "PYG-0000"],
    ["certificate", "verify", "HTTPS://PAYUNG.EXAMPLE/V/1"],
    ["certificate", "revoke", "PYG-0000", "--reason", "replaced"],
]


@pytest.fixture
def payung(tmp_path, monkeypatch):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("PAYUNG_DATABASE_URL", raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    before = os.umask(0o022)
    yield lambda arguments: CliRunner().invoke(main, arguments)
    os.umask(before)


@pytest.mark.parametrize("arguments", NEED_A_DATABASE, ids=" ".join)
def test_an_empty_folder_is_told_in_one_sentence(payung, tmp_path, arguments):
    ran = payung(arguments)
    told = ran.output.strip().splitlines()[-1]
    assert ran.exit_code == (2 if arguments[1] in QUESTIONS else 1)
    assert "The database is empty" in told
    assert "payung serve" in told
    assert "payung db upgrade" in told
    paths = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@pytest.mark.parametrize("arguments", NEED_A_DATABASE[:1], ids=" ".join)
def test_a_database_that_was_made_is_used(payung, arguments):
    assert payung(["db", "upgrade"]).exit_code == 0
    assert payung(arguments).exit_code == 0


@pytest.mark.parametrize("arguments", [*NEED_A_DATABASE, ["token", "list"]], ids=" ".join)
@pytest.mark.parametrize(
    ("version", "words"), [("9999", "newer version of Payung"), ("0012", "run payung db upgrade")]
)
def test_a_database_of_another_version_is_left_alone(payung, tmp_path, arguments, version, words):
    assert payung(["db", "upgrade"]).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "data" / "payung.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = ?", [version])
        before = list(database.iterdump())
    ran = payung(arguments)
    assert ran.exit_code == (2 if arguments[1] in QUESTIONS else 1)
    assert words in ran.output
    assert version in ran.output
    with closing(sqlite3.connect(tmp_path / "data" / "payung.db")) as database:
        assert list(database.iterdump()) == before
