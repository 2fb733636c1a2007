"""Whoever erases the account stands in no file of the server that runs on, nor in its log."""

import sqlite3
from contextlib import closing

from tests.process.people import PASSWORD, sign_up, until_answered

NAME, CONTACT = "Zubaidah Qorirah", "zubaidah.qorirah@contoh.id"
TRACES = (b"zubaidah", b"qorirah")


def has_trace(path):
    content = path.read_bytes().lower()
    return any(trace in content for trace in TRACES)


def files_with_traces(folder):
    """A file may go while we look: the log of the database, a message that is sent."""
    found = set()
    for path in folder.rglob("*"):
        try:
            if path.is_file() and has_trace(path):
                found.add(path.name)
        except FileNotFoundError:
            continue
    return found


def copy_of_a_migration(folder):
    copy = folder / "payung.db.before-0009"
    with (
        closing(sqlite3.connect(folder / "payung.db")) as database,
        closing(sqlite3.connect(copy)) as target,
    ):
        database.backup(target)
    return copy.name


def test_a_name_that_was_erased_is_in_no_file_and_no_line(started_once):
    started_once.variables["PAYUNG_LOG_LEVEL"] = "INFO"  # a line for each request, as by default
    started_once.start()
    folder = started_once.data_dir
    browser, _page = sign_up(started_once, NAME, CONTACT)
    browser.get(f"/courses/{CONTACT}")
    copy = copy_of_a_migration(folder)
    before = files_with_traces(folder)
    assert copy in before
    assert before & {"payung.db", "payung.db-wal"}

    form = browser.get("/account/erase").form("/account/erase")
    page = browser.submit(form, {"present": PASSWORD, "sure": "y"})
    assert page.url.endswith("/erased")
    until_answered(lambda: not files_with_traces(folder))
    assert started_once.is_answering()
    assert b'"endpoint": "account.erase"' in started_once.log.read_bytes()
    assert not has_trace(started_once.log)
