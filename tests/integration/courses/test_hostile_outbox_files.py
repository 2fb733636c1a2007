"""Files of phones with contents that no page of ours writes: they do nothing, and break nothing."""

import hmac
import json
from hashlib import sha256
from threading import Thread
from uuid import uuid4

import pytest

from courses.block_host.state.models import LearnerBlockState
from courses.offline_pack.models import SyncReceipt
from courses.progress.models import LessonProgress
from lms.accounts.models import Person
from tests.answer_files import sealed_file
from tests.integration.courses.test_sealed_outbox import (  # noqa: F401  fixtures
    answer,
    carrier,
    course_id,
    facts,
    in_role,
    sealing_facts_of,
)
from tests.outbox_entries import entry, rows
from tests.outbox_files import FORMAT, bytes_of, outbox_file, public_key, upload
from tests.small_course import CODE
from tests.step_lesson import ADDRESS as LESSON
from tests.step_lesson import STEPS
from tests.visible_text import visible_text

KINDS = ("unit", "finish", "skip", "visit", "answer", "post")
ELSEWHERE = (
    "/admin/people",
    "/sign-out",
    "/account/erase",
    "/outbox/import",
    f"/courses/{CODE}/../../account/erase",
    f"/courses/{CODE}/lessons/M01-L1\n",
    f"//example.org/courses/{CODE}/lessons/M01-L1",
    f"/courses/{CODE}/assessments/pre",
    f"/courses/{CODE}/units/{'-' * 36}/choose",
)


def sealed(seal, text):
    """A file with this text, which a phone with the secret has made."""
    key = bytes_of(seal["secret"])
    mac = hmac.new(key, f"{FORMAT} 1|".encode() + text.encode(), sha256).digest()
    return sealed_file(public_key(seal), mac + text.encode(), sealed_as=FORMAT)


def test_paths_of_other_pages_do_nothing(browser, learner, facts, new_session):  # noqa: F811
    entries = [entry(kind, path) for kind in KINDS for path in ELSEWHERE]
    page = upload(browser, outbox_file(facts, learner, entries))
    assert f"0 dari {len(entries)}" in visible_text(page.text)
    assert rows(new_session, LessonProgress) == rows(new_session, LearnerBlockState) == 0
    with new_session() as session:
        assert session.get_one(Person, learner).erased_at is None
    assert browser.get("/home").status_code == 200


def test_somebody_who_has_not_joined_reaches_nothing(
    sign_in,
    make_person,
    app,
    write,
    answer,  # noqa: F811
    new_session,
):
    outsider = make_person()
    theirs = write(sealing_facts_of(app), outsider)
    entries = [
        answer(),
        entry("visit", f"{STEPS}/case"),
        entry("finish", f"{LESSON}/finish"),
        entry("answer", f"/courses/{CODE}/practice/{uuid4()}"),
    ]
    page = upload(sign_in(outsider), outbox_file(theirs, outsider, entries))
    assert "0 dari 4" in visible_text(page.text)
    assert rows(new_session, LessonProgress) == rows(new_session, LearnerBlockState) == 0


@pytest.mark.parametrize("depth", [500, 900, 100_000])
@pytest.mark.parametrize("where", ["version", "id", "fields"])
def test_deep_json_is_refused_by_a_sentence(where, depth, browser, learner, facts):  # noqa: F811
    deep = "[" * depth + "]" * depth
    if where == "version":
        page = upload(browser, f'{{"format":"{FORMAT}","version":{deep}}}'.encode())
    else:
        given = f'{{"kind":"visit","path":"/courses/x/lessons/y","{where}":{deep}}}'
        page = upload(browser, sealed(facts, f'{{"person":"{learner}","entries":[{given}]}}'))
    assert page.status_code == 422 or "0 dari 1" in visible_text(page.text)


def test_the_last_person_of_a_file_is_the_one_whose_secret_counts(
    browser,
    learner,
    facts,  # noqa: F811
    answer,  # noqa: F811
    carrier,  # noqa: F811
    new_session,
):
    given = json.dumps([answer()])
    twice = f'{{"person":"{learner}","person":"{carrier}","entries":{given}}}'
    assert upload(browser, sealed(facts, twice)).status_code == 422
    assert rows(new_session, SyncReceipt) == 0


def test_carriers_at_the_same_moment_store_each_entry_once(
    sign_in,
    carrier,  # noqa: F811
    learner,
    facts,  # noqa: F811
    answer,  # noqa: F811
    new_session,
):
    entries = [answer(key) for key in ("first", "talk", "again")]
    content = outbox_file(facts, learner, entries)
    texts = []
    threads = [
        Thread(target=lambda desk=desk: texts.append(visible_text(upload(desk, content).text)))
        for desk in [sign_in(carrier) for _ in range(3)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["3 dari 3" in text for text in texts] == [True] * 3
    assert rows(new_session, SyncReceipt) == rows(new_session, LearnerBlockState) == 3
