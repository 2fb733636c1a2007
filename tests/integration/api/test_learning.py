"""Own learning by the API: join, progress, tests, results, certificates; never another person's."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import ResponseLogEntry
from assessments.items.models import ItemVersion
from assessments.service import set_time_limit
from courses.enrolment.service import begin_version
from lms.accounts.service import suspend_person
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.workflows.attempts import take_assessment
from tests.factories import course_files, make_course
from tests.integration.assessments.attempt_times import right_values
from tests.statements import statements_of

COURSE = "POESA-EL"
SHORTEST = 25  # characters of a text that only a key has


@pytest.fixture
def caller(program, make_person, pilot_version_id):
    return program("learning:read", "learning:write", person_id=make_person())


@pytest.fixture
def other(program, make_person, pilot_version_id):
    return program("learning:read", "learning:write", person_id=make_person())


@pytest.fixture
def enrolment(caller):
    return write(caller, "/me/enrolments", {"course": COURSE}).json


def write(caller, path, body):
    return caller.post(path, body, key=str(uuid4()))


def start(caller, enrolment, task="pre"):
    return write(caller, f"/me/enrolments/{enrolment['id']}/attempts", {"task": task})


def save(caller, attempt, values):
    answers = [
        {"position": position, "fields": {"answer": [value]}}
        for position, value in enumerate(values, start=1)
    ]
    return write(caller, f"/me/attempts/{attempt['id']}/answers", {"answers": answers})


def submit(caller, attempt):
    return write(caller, f"/me/attempts/{attempt['id']}/submission", {})


def first_values(attempt):
    return [question["controls"][0]["choices"][0]["value"] for question in attempt["questions"]]


def test_catalogue_lists_the_course_and_its_outline(caller):
    (line,) = caller.get("/courses", Accept_Language="en").json["courses"]
    assert (line["code"], line["is_open"], line["is_pilot"]) == (COURSE, True, True)
    facts = caller.get(f"/courses/{COURSE}", Accept_Language="en").json
    assert facts["title"] == line["title"]
    assert facts["modules"][0]["lessons"][0]["minutes"] > 0
    for code in ("NO-COURSE", "x" * 41, "%00", "%EF%BF%BF"):
        missing = caller.get(f"/courses/{code}")
        assert (missing.status_code, missing.json["code"]) == (404, "course-not-found"), code


def test_closed_course_shows_no_outline_and_takes_nobody(program, make_person, store):
    store(make_course, is_open=False)
    caller = program("learning:read", "learning:write", person_id=make_person())
    (line,) = caller.get("/courses").json["courses"]
    assert line["is_open"] is False
    assert caller.get(f"/courses/{COURSE}").json["modules"] == []
    refused = write(caller, "/me/enrolments", {"course": COURSE})
    assert (refused.status_code, refused.json["code"]) == (403, "course-closed")
    assert caller.get("/me/enrolments").json["enrolments"] == []


def test_joining_twice_is_one_enrolment(caller, enrolment):
    assert write(caller, "/me/enrolments", {"course": COURSE}).json == enrolment
    assert caller.get("/me/enrolments").json == {"enrolments": [enrolment], "next_cursor": None}
    unknown = write(caller, "/me/enrolments", {"course": "NO-COURSE"})
    assert (unknown.status_code, unknown.json["code"]) == (404, "course-not-found")
    assert caller.post("/me/enrolments", {"course": COURSE}).status_code == 400


def test_progress_names_the_next_lesson_and_the_state_of_each_test(caller, enrolment):
    facts = caller.get(f"/me/enrolments/{enrolment['id']}").json
    assert facts["lessons_done"] == 0
    assert facts["lessons_total"] == sum(len(module["lessons"]) for module in facts["modules"])
    assert facts["next_lesson"] == facts["modules"][0]["lessons"][0]["code"]
    assert facts["plan_state"] == "none"
    tests = {test["task"]: test for test in facts["tests"]}
    assert tests["pre"]["state"] == "not-started"
    assert tests["post"]["pass_percent"] == facts["post_test_min"]
    start(caller, enrolment)
    facts = caller.get(f"/me/enrolments/{enrolment['id']}").json
    assert {test["task"]: test["state"] for test in facts["tests"]}["pre"] == "open"


def test_whole_test_gets_the_result_that_its_page_shows(caller, enrolment, read):
    attempt = start(caller, enrolment).json
    assert [question["position"] for question in attempt["questions"]] == list(range(1, 21))
    assert start(caller, enrolment).json["id"] == attempt["id"]
    values = read(right_values, UUID(attempt["id"]))
    receipts = save(caller, attempt, values).json["receipts"]
    assert [receipt["is_late"] for receipt in receipts] == [False] * 20
    shown = caller.get(f"/me/attempts/{attempt['id']}").json
    assert all(question["is_answered"] for question in shown["questions"])
    chosen = [
        choice["value"]
        for question in shown["questions"]
        for choice in question["controls"][0]["choices"]
        if choice["is_chosen"]
    ]
    assert chosen == values
    result = submit(caller, attempt).json
    assert result["unanswered"] == []
    assert (result["percent"], result["has_passed"]) == (None, None), "hidden until the post-test"
    assert caller.get(f"/me/attempts/{attempt['id']}/result").json == result
    (line,) = caller.get(f"/me/enrolments/{enrolment['id']}/attempts").json["attempts"]
    assert (line["id"], line["percent"], line["has_passed"]) == (attempt["id"], None, None)


def test_result_of_an_open_attempt_is_refused(caller, enrolment):
    attempt = start(caller, enrolment).json
    refused = caller.get(f"/me/attempts/{attempt['id']}/result")
    assert (refused.status_code, refused.json["code"]) == (409, "attempt-open")


def test_submitted_attempt_shows_no_questions_and_answers_come_late(caller, enrolment):
    attempt = start(caller, enrolment).json
    result = submit(caller, attempt).json
    assert result["unanswered"] == list(range(1, 21))
    shown = caller.get(f"/me/attempts/{attempt['id']}").json
    assert (shown["state"], shown["questions"]) == ("submitted", [])
    receipts = save(caller, attempt, first_values(attempt)).json["receipts"]
    assert {receipt["is_late"] for receipt in receipts} == {True}
    assert submit(caller, attempt).json == result


def test_attempt_whose_time_is_over_shows_no_questions(
    app, program, make_person, pilot_version_id, store
):
    person_id, past = make_person(), utc_now() - timedelta(minutes=20)
    caller = program("learning:read", "learning:write", person_id=person_id)
    store(set_time_limit, context_id=pilot_version_id, task="pre", minutes=10)
    enrolment = write(caller, "/me/enrolments", {"course": COURSE}).json
    with app.app_context(), transaction() as session:
        attempt_id = take_assessment.start_attempt(
            session,
            person_id=person_id,
            enrolment_id=UUID(enrolment["id"]),
            purpose="pre",
            now=past,
        )
    shown = caller.get(f"/me/attempts/{attempt_id}").json
    assert (shown["state"], shown["questions"]) == ("over", [])
    assert submit(caller, shown).json["attempt_id"] == str(attempt_id)


def test_rules_of_the_pages_decide_when_a_test_is_open(caller, enrolment):
    assert start(caller, enrolment, "post").status_code == 200
    refused = start(caller, enrolment, "pre")
    assert (refused.status_code, refused.json["code"]) == (409, "post-test-begun")
    refused = start(caller, enrolment, "follow-up")
    assert refused.status_code in (404, 409)
    assert start(caller, enrolment, "practice").status_code == 422


def test_version_that_was_left_starts_no_test(
    program, make_person, pilot_version_id, make_pilot_version, store
):
    person_id = make_person()
    caller = program("learning:read", "learning:write", person_id=person_id)
    left = write(caller, "/me/enrolments", {"course": COURSE}).json
    begun = start(caller, left).json
    newer = make_pilot_version(replace(course_files(), content_hash="sha256:next"))
    store(begin_version, person_id=person_id, course_version_id=newer, now=utc_now())
    for task in ("pre", "post"):
        refused = start(caller, left, task)
        assert (refused.status_code, refused.json["code"]) == (409, "version-left")
    assert save(caller, begun, first_values(begun)).status_code == 200, "begun before"
    current = caller.get("/me/enrolments").json["enrolments"][0]
    assert start(caller, current).json["version_id"] == str(newer)


def test_answer_that_does_not_fit_stores_none(caller, enrolment, read):
    attempt = start(caller, enrolment).json
    values = [*first_values(attempt)[:3], "no-such-option"]
    refused = save(caller, attempt, values)
    assert (refused.status_code, refused.json["code"]) == (422, "response-refused")
    assert read(count_answers) == 0
    assert save(caller, attempt, values[:3]).status_code == 200
    assert read(count_answers) == 3


def test_whole_number_may_be_written_with_a_point(caller, enrolment, read):
    attempt = start(caller, enrolment).json
    path = f"/me/attempts/{attempt['id']}/answers"
    fields = {"answer": first_values(attempt)[:1]}
    for position, status in ((1.0, 200), (1.5, 422), ("1", 422), (True, 422)):
        answers = {"answers": [{"position": position, "fields": fields}]}
        assert write(caller, path, answers).status_code == status, position
    assert read(count_answers) == 1


@pytest.mark.parametrize("name", ["Answer", "\0", "answer "])
def test_answer_by_another_name_than_that_of_its_field_is_refused(caller, enrolment, read, name):
    attempt = start(caller, enrolment).json
    fields = {name: first_values(attempt)[:1]}
    sent = {"answers": [{"position": 1, "fields": fields}]}
    refused = write(caller, f"/me/attempts/{attempt['id']}/answers", sent)
    assert (refused.status_code, refused.json["code"]) == (422, "response-refused")
    assert read(count_answers) == 0


def count_answers(session):
    return session.scalar(select(func.count()).select_from(ResponseLogEntry))


def test_repeated_writes_are_done_once(caller, enrolment, read):
    path = f"/me/enrolments/{enrolment['id']}/attempts"
    first = caller.post(path, {"task": "pre"}, key="start")
    again = caller.post(path, {"task": "pre"}, key="start")
    assert again.json == first.json, "with the questions, which the stored answer lacks"
    assert again.headers["Idempotency-Replayed"] == "true"
    value = first_values(first.json)[0]
    answers = {"answers": [{"position": 1, "fields": {"answer": [value]}}]}
    path = f"/me/attempts/{first.json['id']}/answers"
    receipts = [caller.post(path, answers, key="answers").json for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert read(count_answers) == 1


def test_keys_of_other_people_and_unknown_ids_get_the_same_answer(caller, other, enrolment):
    attempt = start(caller, enrolment).json
    own, unknown = (enrolment["id"], attempt["id"]), (str(uuid4()), str(uuid4()))
    for enrolment_id, attempt_id in (own, unknown):
        answers = {"answers": [{"position": 1, "fields": {}}]}
        refused = [
            other.get(f"/me/enrolments/{enrolment_id}"),
            other.get(f"/me/enrolments/{enrolment_id}/attempts"),
            write(other, f"/me/enrolments/{enrolment_id}/attempts", {"task": "pre"}),
            other.get(f"/me/attempts/{attempt_id}"),
            write(other, f"/me/attempts/{attempt_id}/answers", answers),
            write(other, f"/me/attempts/{attempt_id}/submission", {}),
            other.get(f"/me/attempts/{attempt_id}/result"),
        ]
        codes = [(answer.status_code, answer.json["code"]) for answer in refused]
        assert codes == [(404, "enrolment-not-found")] * 3 + [(404, "attempt-not-found")] * 4
    assert other.get("/me/enrolments").json["enrolments"] == []
    assert caller.get(f"/me/attempts/{attempt['id']}").json["state"] == "open"


def test_service_reaches_no_learning_and_readers_change_none(program, make_person, enrolment):
    service = program("certificates:read", "rosters:write")
    assert service.get("/courses").status_code == 200
    for path in ("/me/enrolments", "/me/certificates", f"/me/enrolments/{enrolment['id']}"):
        assert service.get(path).json["code"] == "scope-needed"
    reader = program("learning:read", person_id=make_person())
    assert write(reader, "/me/enrolments", {"course": COURSE}).json["code"] == "scope-needed"


def test_suspended_person_reaches_nothing(program, make_person, pilot_version_id, store):
    person_id, by = make_person(), make_person()
    caller = program("learning:read", person_id=person_id)
    assert caller.get("/me/enrolments").status_code == 200
    store(suspend_person, person_id, suspended_by=by, now=utc_now())
    assert caller.get("/me/enrolments").status_code == 401
    assert caller.get("/courses").status_code == 401


def test_nothing_of_a_key_is_in_an_attempt_or_result(caller, enrolment, read):
    attempt = start(caller, enrolment)
    given = [attempt.text, submit(caller, attempt.json).text]
    given.append(caller.get(f"/me/enrolments/{enrolment['id']}/attempts").text)
    texts = read(texts_of_keys)
    assert len(texts) > 200
    assert [text for text in texts if json.dumps(text)[1:-1] in "".join(given)] == []


def texts_of_keys(session):
    rows = session.execute(select(ItemVersion.content, ItemVersion.answer_key)).all()
    shown = {text for content, _key in rows for text in texts_in(content)}
    keys = {text for _content, key in rows for text in texts_in(key)}
    return {text for text in keys - shown if len(text) >= SHORTEST}


def texts_in(value):
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def test_own_certificates_are_listed_for_their_holder_only(
    program, learner, certificate, issue, other
):
    issue(learner, code="OTHER")
    holder = program("learning:read", person_id=learner.person_id)
    first = holder.get("/me/certificates?limit=1")
    assert 'rel="next"' in first.headers["Link"]
    cursor = first.json["next_cursor"]
    last = holder.get(f"/me/certificates?limit=1&cursor={cursor}")
    lines = [*first.json["certificates"], *last.json["certificates"]]
    assert last.json["next_cursor"] is None
    assert "Link" not in last.headers
    assert {line["outcome"] for line in lines} == {"valid"}
    checked = holder.get(f"/certificates/{lines[0]['number']}").json
    assert checked["page"] == lines[0]["page"]
    assert other.get("/me/certificates").json["certificates"] == []


def test_cursor_of_something_that_is_not_in_the_list_is_refused(caller, enrolment):
    for path in (
        "/courses",
        "/me/enrolments",
        "/me/certificates",
        f"/me/enrolments/{enrolment['id']}/attempts",
    ):
        answer = caller.get(f"{path}?cursor={'a' * 26}")
        assert (answer.status_code, answer.json["code"]) == (404, "cursor-unknown"), path


def test_reading_asks_the_database_a_bounded_number_of_times(app, caller, enrolment):
    attempt = start(caller, enrolment).json
    limits = {
        "/courses": 2,
        f"/courses/{COURSE}": 3,
        "/me/enrolments": 2,
        f"/me/enrolments/{enrolment['id']}": 5,
        f"/me/enrolments/{enrolment['id']}/attempts": 3,
        f"/me/attempts/{attempt['id']}": 4,
        "/me/certificates": 2,
    }
    caller.get("/token")  # marks the use of the day
    for path, limit in limits.items():
        with statements_of(app) as statements:
            assert caller.get(path).status_code == 200
        assert len(statements) <= limit, (path, statements)
