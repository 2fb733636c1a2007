"""Thirty people sign up and in at two processes, while a learner's answers are being saved."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from threading import Barrier, Event

import pytest

from lms.cli.demo.form_browser import FormBrowser
from tests.process.people import PASSWORD, sign_up

COURSE = "/courses/POESA-EL"
CROWD = 30


def sign_in(server, contact):
    browser = FormBrowser(f"http://127.0.0.1:{server.port}")
    form = browser.get("/sign-in").form("/sign-in")
    return browser.submit(form, {"contact": contact, "password": PASSWORD})


def begin_pre_test(server):
    """The first item's page of a learner, who is in the course since they signed up."""
    browser, _page = sign_up(server, "Yohana", "yohana@contoh.id")
    start = browser.get(f"{COURSE}/assessments/pre").form("/assessments/")
    return browser, browser.submit(start, {})


def keep_answering(browser, page, is_over):
    """Answers the first item again and again; gives how many answers were acknowledged."""
    form = page.form("/items/")
    options = form.values_of("answer")
    for number in count():
        if is_over.is_set():
            return number
        answer = {"answer": options[number % len(options)], "go": "2"}
        page = browser.submit(browser.get(page.url).form("/items/"), answer)
        assert page.status == 200
        page.url = page.url.rpartition("/")[0] + "/1"


@pytest.mark.slow
def test_thirty_sign_up_and_in_while_answers_are_saved(started_once):
    started_once.variables["PAYUNG_WORKERS"] = "2"
    started_once.start()
    browser, page = begin_pre_test(started_once)
    barrier, is_over = Barrier(CROWD), Event()

    def arrive(number):
        barrier.wait()
        contact = f"0812345678{number:02}" if number % 2 else f"guru{number}@contoh.id"
        _browser, first = sign_up(started_once, f"Guru {number}", contact)
        return first.url, sign_in(started_once, contact).url

    with ThreadPoolExecutor(CROWD + 1) as threads:
        answers = threads.submit(keep_answering, browser, page, is_over)
        try:
            arrivals = list(threads.map(arrive, range(CROWD)))
        finally:
            is_over.set()
        acknowledged = answers.result()
    home = f"http://127.0.0.1:{started_once.port}/home"
    assert arrivals == [(home, home)] * CROWD
    assert acknowledged > 0
    with closing(sqlite3.connect(started_once.data_dir / "payung.db")) as database:
        people = database.execute("SELECT count(*) FROM person").fetchone()[0]
        consents = database.execute("SELECT count(DISTINCT person_id) FROM consent").fetchone()[0]
        saved = database.execute("SELECT count(*) FROM response_log").fetchone()[0]
    assert (people, consents, saved) == (CROWD + 1, CROWD + 1, acknowledged)
