"""xAPI statements: which, for whom, and what they leave out."""

import base64
import json
from uuid import UUID, uuid5

import pytest
from sqlalchemy import select

from courses.catalogue.content_models import Lesson
from lms.kernel.clock import utc_now
from lms.kernel.deliveries.models import RECORD_STORE, EventDelivery
from lms.kernel.deliveries.receivers import remove_receiver
from lms.kernel.deliveries.record_stores import RecordStoreDetails, add_record_store
from lms.tasks import sweep
from lms.workflows.accounts.personal_data import personal_data
from lms.workflows.learning_records.publish import publish_lesson_opened
from tests.learner_fixtures import verb_name


@pytest.fixture
def record_store(write, receiver):
    details = RecordStoreDetails(receiver.url.partition("?")[0], "payung", "rahasia")
    return write(add_record_store, details, added_by=None, now=utc_now())


def statements(receiver):
    return [entry for _headers, body in receiver.requests for entry in json.loads(body)]


def verbs(receiver):
    return [verb_name(statement) for statement in statements(receiver)]


def test_nothing_is_recorded_without_a_record_store(path, new_session):
    path.steps["finish_lessons"]()
    path.steps["pass_the_test"]()
    with new_session() as session:
        assert session.scalars(select(EventDelivery)).all() == []


def test_opened_and_done_lesson(record_store, receiver, path, enrolment, write, app):
    lesson_id, code = write(
        lambda session: session.execute(
            select(Lesson.id, Lesson.code).order_by(Lesson.position).limit(1)
        ).one()
    )
    for _again in range(2):
        write(publish_lesson_opened, enrolment_id=enrolment[0], lesson_id=lesson_id, now=utc_now())
    path.steps["finish_lessons"]()
    path.steps["finish_lessons"]()
    sweep(app)
    headers, _body = receiver.requests[0]
    assert headers["X-Experience-Api-Version"] == "1.0.3"
    assert headers["Authorization"] == f"Basic {base64.b64encode(b'payung:rahasia').decode()}"
    of_lesson = [entry for entry in statements(receiver) if entry["object"]["id"].endswith(code)]
    results = {verb_name(entry): entry.get("result") for entry in of_lesson}
    assert len(of_lesson) == 3
    assert results == {"launched": None, "initialized": None, "completed": {"completion": True}}
    origin = app.extensions["ports"].public_url
    assert of_lesson[0]["object"]["id"] == f"{origin}/courses/POESA-EL/lessons/{code}"


def test_test_is_answered_and_passed_with_points_and_without_texts(
    record_store, receiver, path, app, enrolment
):
    path.steps["finish_lessons"]()
    path.steps["pass_the_test"](correct=19)
    sweep(app)
    sent = [entry for entry in statements(receiver) if "/assessments/" in entry["object"]["id"]]
    answered = [entry for entry in sent if verb_name(entry) == "answered"]
    assert len(answered) == 20
    assert sum(entry["result"]["score"]["raw"] for entry in answered) == 19
    assert sum(entry["result"]["success"] for entry in answered) == 19
    assert "response" not in json.dumps(sent)
    passed = next(entry for entry in sent if verb_name(entry) == "passed")
    assert passed["result"] == {
        "score": {"scaled": 0.95, "raw": 19.0, "min": 0, "max": 20.0},
        "success": True,
    }
    assert passed["actor"]["account"]["homePage"] == app.extensions["ports"].public_url
    text = json.dumps(sent)
    for secret in ("Wulandari", str(enrolment[0]), str(enrolment[1]), "@"):
        assert secret not in text
    assert {entry["context"]["registration"] for entry in sent} == {
        str(uuid5(record_store, str(enrolment[0])))
    }


def test_failed_test(record_store, receiver, path, app):
    path.steps["finish_lessons"]()
    path.steps["pass_the_test"](correct=3)
    sweep(app)
    assert "failed" in verbs(receiver)
    assert "passed" not in verbs(receiver)


def test_pseudonym_is_another_in_each_record_store(receiver, write, path, app):
    details = RecordStoreDetails(receiver.url.partition("?")[0], "payung", "rahasia")
    former = write(add_record_store, details, added_by=None, now=utc_now())
    path.steps["finish_lessons"]()
    sweep(app)
    write(remove_receiver, former, kind=RECORD_STORE, removed_by=None, now=utc_now())
    write(add_record_store, details, added_by=None, now=utc_now())
    path.steps["pass_the_test"]()
    sweep(app)
    names = {entry["actor"]["account"]["name"] for entry in statements(receiver)}
    ids = [entry["id"] for entry in statements(receiver)]
    assert len(names) == 2
    assert len(ids) == len(set(ids))
    assert {UUID(entry).version for entry in ids} == {5}


def test_statements_that_the_record_store_has_count_as_delivered(
    record_store, receiver, path, app, new_session
):
    receiver.status = 409
    path.steps["finish_lessons"]()
    sweep(app)
    with new_session() as session:
        rows = session.scalars(select(EventDelivery)).all()
    assert rows
    assert all(row.delivered_at and row.problem is None for row in rows)


def test_own_data_do_not_reveal_which_answers_were_right(record_store, path, read):
    path.steps["finish_lessons"]()
    path.steps["pass_the_test"](correct=19)
    rows = read(personal_data, path.person_id)["event_delivery"]
    assert {row["event"] for row in rows} >= {"lesson-done", "attempt-submitted"}
    text = json.dumps(rows, default=str)
    assert "answered" not in text
    assert "score" not in text


@pytest.fixture
def read(new_session):
    def read(function, *given):
        with new_session() as session:
            return function(session, *given)

    return read
