"""An outbox is received from its owner alone, within bounds, and for its version of the course."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from courses.block_host.state.models import LearnerBlockState
from courses.catalogue.content_models import Unit
from courses.enrolment.service import mark_completed
from courses.offline_pack.models import SyncReceipt
from courses.progress.models import LessonProgress
from lms.app import create_app
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.personal_data import personal_data
from tests.factories import session_cookie
from tests.integration.courses.conftest import add_version
from tests.outbox_entries import entry, person_of, rows, send
from tests.shared_apps import TEST_CONFIG
from tests.small_course import CODE, small_course
from tests.step_lesson import add_step_lesson

LESSON = f"/courses/{CODE}/lessons/M01-L1"
FIRST = {"turn": ["t1"], "option": ["b"]}
HERE = "https://payung.example"
PER_MINUTE = 60
FILES_PER_MINUTE = 20


@pytest.fixture
def answer(write, version_id, new_session):
    """An entry that answers the first question."""
    lesson_id = write(add_step_lesson, version_id)
    with new_session() as session:
        unit = select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == "first")
        unit_id = session.scalars(unit).one()
    return lambda: entry("unit", f"/courses/{CODE}/units/{unit_id}/choose", FIRST)


def answer_to(browser, *entries):
    """The code and the reason of the last entry."""
    body = {"person": person_of(browser), "entries": list(entries)}
    result = browser.post("/sync", json=body).json["results"][-1]
    return result["code"], result["reason"]


def test_a_lesson_of_another_version_than_the_pack_is_refused(browser, version_id, new_session):
    visit = entry("visit", LESSON, version=str(uuid4()))
    assert answer_to(browser, visit) == ("refused", "version-left")
    assert rows(new_session, LessonProgress) == 0
    assert send(browser, entry("visit", LESSON, version=str(version_id))) == ["done"]
    assert rows(new_session, LessonProgress) == 1


def test_what_was_done_goes_to_its_version_and_never_to_a_newer_one(
    write, browser, version_id, enrolment_id, answer, new_session
):
    files = small_course("hash-2")
    newer_id = write(add_version, replace(files, meta=replace(files.meta, version="0.2")))
    visit = entry("visit", LESSON, version=str(version_id))
    assert send(browser, visit, answer()) == ["done", "done"]
    before = rows(new_session, LessonProgress), rows(new_session, LearnerBlockState)
    write(mark_completed, enrolment_id, now=utc_now())
    assert browser.post(f"/courses/{CODE}/versions/{newer_id}/begin").status_code == 303
    late = entry("visit", LESSON, version=str(version_id))
    assert answer_to(browser, late) == answer_to(browser, answer()) == ("refused", "version-left")
    assert send(browser, visit) == ["done"]  # its receipt is answered again
    assert (rows(new_session, LessonProgress), rows(new_session, LearnerBlockState)) == before


def test_a_request_that_is_too_large_is_not_read(browser, answer, new_session):
    large = [answer() | {"fields": {"a": ["x" * 20_000]}} for _ in range(25)]
    body = {"person": person_of(browser), "entries": large}
    assert browser.post("/sync", json=body).status_code == 413
    assert rows(new_session, SyncReceipt) == 0


def test_receipts_are_exported_and_erased_with_the_person(
    app, browser, answer, learner, new_session
):
    send(browser, answer())
    with app.app_context(), transaction() as session:
        (receipt,) = personal_data(session, learner)["sync_receipt"]
        assert receipt["code"] == "done"
        erase_person(session, learner, certificate_choices={}, now=utc_now())
    assert rows(new_session, SyncReceipt) == 0


@pytest.fixture
def own_client(settings, new_session, learner, enrolment_id):
    """The learner's browser at an application with other switches."""

    def own_client(app):
        client = app.test_client()
        with new_session() as session, session.begin():
            values = session_cookie(session, learner)
        with client.session_transaction(base_url=HERE) as cookie:
            cookie.update(values)
        return client

    return own_client


def test_sending_needs_a_token_and_a_page_of_this_site(settings, own_client, answer):
    secure = settings.model_copy(update={"public_url": HERE})
    client = own_client(create_app(secure, **TEST_CONFIG | {"WTF_CSRF_ENABLED": True}))
    here = client.get("/sync", base_url=HERE)
    assert "Access-Control-Allow-Origin" not in here.headers
    assert here.headers["Cache-Control"] == "no-store"
    body = {"person": here.json["person"], "entries": [answer()]}
    token = {"X-CSRFToken": here.json["token"]}

    def status(**headers):
        return client.post("/sync", base_url=HERE, json=body, headers=headers).status_code

    assert status(Origin=HERE) == 400
    assert status(Origin=HERE, **{"X-CSRFToken": "other"}) == 400
    assert status(**token) == 400
    assert status(Origin="https://jahat.example", **token) == 400
    assert status(**token, **{"Sec-Fetch-Site": "cross-site"}, Origin=HERE) == 400
    assert status(Origin=HERE, **token) == 200


def test_a_person_sends_sixty_times_a_minute_and_others_go_on(
    settings, new_session, make_person, learner, enrolment_id
):
    app = create_app(settings, **TEST_CONFIG | {"RATELIMIT_ENABLED": True})

    def statuses(person_id, count):
        client = app.test_client()
        with new_session() as session, session.begin():
            values = session_cookie(session, person_id)
        with client.session_transaction() as cookie:
            cookie.update(values)
        return [client.post("/sync", json={}).status_code for _ in range(count)]

    assert statuses(learner, PER_MINUTE + 1) == [409] * PER_MINUTE + [429]
    assert statuses(make_person(), 1) == [409]


def test_a_carrier_hands_in_twenty_files_a_minute_and_others_of_the_office_go_on(
    settings, new_session, make_person
):
    app = create_app(settings, **TEST_CONFIG | {"RATELIMIT_ENABLED": True})

    def statuses(count):
        client = app.test_client()
        with new_session() as session, session.begin():
            values = session_cookie(session, make_person())
        with client.session_transaction() as cookie:
            cookie.update(values)
        return [client.post("/outbox/import").status_code for _ in range(count)]

    assert statuses(FILES_PER_MINUTE + 1) == [422] * FILES_PER_MINUTE + [429]
    assert statuses(1) == [422]
