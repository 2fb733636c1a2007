"""Answers that waited on a phone, sent in one request: each is taken, or not, by itself."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import LateResponse, ResponseLogEntry
from courses.enrolment.service import enrol_learner

from .conftest import START

ID = "8b1c5a0e-6f0d-4b1e-9a53-0f6f6b9f3f1d"


@pytest.fixture
def attempt_id(learner, course, write):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return learner.start("post")


@pytest.fixture
def browser(learner, sign_in):
    return sign_in(learner.id)


@pytest.fixture
def given(learner, attempt_id):
    """An answer to a question, as it waits; `choice` counts its options."""

    def given(position, choice=0, **others):
        value = learner.choices(attempt_id, position)[choice].value
        return {"id": str(uuid4()), "position": position, "fields": {"answer": [value]}, **others}

    return given


@pytest.fixture
def post(browser, attempt_id):
    def post(responses, attempt_id=attempt_id, browser=browser):
        return browser.post(f"/attempts/{attempt_id}/responses", json={"responses": responses})

    return post


@pytest.fixture
def logged(read):
    def entries(session):
        rows = session.scalars(select(ResponseLogEntry).order_by(ResponseLogEntry.sequence))
        return [(str(row.id), row.position, row.is_flagged) for row in rows]

    return lambda: read(entries)


def acknowledged(answer):
    assert answer.status_code == 200, answer.json
    return [receipt["response_id"] for receipt in answer.json["receipts"]]


def test_each_gets_its_receipt_in_the_order_given_and_a_retry_the_same(post, given, logged):
    sent = [given(2), given(1, flagged=True), given(2, choice=1)]
    first, retry = post(sent), post(sent)
    assert acknowledged(first) == [one["id"] for one in sent]
    assert [receipt["sequence"] for receipt in first.json["receipts"]] == [1, 2, 3]
    assert {receipt["state"] for receipt in first.json["receipts"]} == {"received"}
    assert retry.json == first.json
    assert logged() == [
        (sent[0]["id"], 2, False),
        (sent[1]["id"], 1, True),
        (sent[2]["id"], 2, False),
    ]


def test_receipt_is_the_one_that_the_answer_gets_by_itself(post, given, browser, attempt_id):
    sent = given(3)
    together = post([sent]).json["receipts"]
    body = {"position": 3, "fields": sent["fields"]}
    alone = browser.put(f"/attempts/{attempt_id}/responses/{sent['id']}", json=body)
    assert [alone.json] == together


@pytest.mark.parametrize("fault", ["refused", "taken"])
def test_what_is_not_taken_is_not_overtaken_and_holds_up_no_other_question(
    fault, post, given, logged
):
    known = given(1)
    post([known])
    wrong = {
        "refused": {**given(1), "fields": {"answer": ["no option"]}},
        "taken": {**given(1, choice=1), "id": known["id"]},
    }[fault]
    behind, others = given(1, choice=2), [given(2), given(3)]
    assert acknowledged(post([wrong, behind, *others])) == [one["id"] for one in others]
    assert [entry[1] for entry in logged()] == [1, 2, 3]


def test_no_more_than_an_attempt_takes(post, given, logged, monkeypatch):
    monkeypatch.setattr("assessments.attempts.save.MAX_RESPONSES", 2)
    sent = [given(1), given(2), given(3)]
    assert acknowledged(post(sent)) == [one["id"] for one in sent[:2]]
    assert len(logged()) == 2


def test_what_comes_after_the_end_is_late(post, given, learner, attempt_id, logged, read):
    learner.submit(attempt_id)
    receipts = post([given(1), given(2)]).json["receipts"]
    assert [(one["state"], one["sequence"]) for one in receipts] == [("late", None)] * 2
    assert read(lambda s: s.scalar(select(func.count()).select_from(LateResponse))) == 2
    assert logged() == []


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "x",
        5,
        [],
        {},
        {"id": 5, "position": 1, "fields": {}},
        {"id": "5", "position": 1, "fields": {}},
        {"id": None, "position": 1, "fields": {}},
        {"position": 1, "fields": {}},
        {"id": ID, "fields": {}},
        {"id": ID, "position": 1, "fields": {}, "score": 20},
        {"id": ID, "position": 1, "fields": {}, "received_at": START.isoformat()},
    ],
    ids=repr,
)
def test_one_that_cannot_be_read_refuses_them_all(wrong, post, given, logged):
    refused = post([given(1), wrong])
    assert (refused.status_code, refused.json["code"]) == (422, "response-refused")
    assert logged() == []


@pytest.mark.parametrize("body", ["x", [], {}, {"responses": {}}, {"responses": [], "more": 1}])
def test_garbage_is_refused(body, browser, attempt_id):
    refused = browser.post(f"/attempts/{attempt_id}/responses", json=body)
    assert (refused.status_code, refused.json["code"]) == (422, "response-refused")


def test_no_more_than_fifty_in_64_kilobytes(post, given, logged):
    many = post([given(1) for _ in range(51)])
    assert (many.status_code, many.json["code"]) == (422, "response-refused")
    large = post([{**given(1), "fields": {"answer": ["a" * 70_000]}}])
    assert (large.status_code, large.json["code"]) == (413, "too-large")
    assert logged() == []
    assert len(acknowledged(post([given(1) for _ in range(50)]))) == 50


def test_place_that_no_test_has_is_not_found(post, given, logged):
    before, behind = given(1), given(2)
    nowhere = {**given(1), "position": 21}
    assert post([before, nowhere, behind]).status_code == 404
    assert [entry[0] for entry in logged()] == [before["id"]], (
        "sent by themselves the rest hear why"
    )


def test_stranger_is_refused(app, make_learner, sign_in, post, given, logged):
    assert post([given(1)], browser=app.test_client()).status_code == 401
    assert post([given(1)], browser=sign_in(make_learner().id)).status_code == 404
    assert post([given(1)], attempt_id=uuid4()).status_code == 404
    assert logged() == []


def test_request_without_the_token_of_the_page_is_refused(app, post, given, logged):
    app.config["WTF_CSRF_ENABLED"] = True
    refused = post([given(1)])
    assert (refused.status_code, logged()) == (400, [])


def test_replies_carry_what_holds_browsers_back_and_nothing_for_documents(post, given):
    for reply in (post([given(1)]), post(["wrong"])):
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert reply.headers["Cache-Control"] == "no-store"
        assert "Permissions-Policy" not in reply.headers
