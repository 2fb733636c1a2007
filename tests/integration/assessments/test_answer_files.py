"""Answers that arrive as a file: on the network's way, with a line for each, or not at all."""

import json
import re
import stat
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from assessments.attempts import save
from assessments.attempts.models import AnswerImport, LateResponse, ResponseLogEntry, Score
from assessments.queries import get_attempt_key
from courses.enrolment.service import enrol_learner
from lms.accounts.roles.service import grant_role
from lms.adapters.keys.answer_keys import FileAnswerKeys, replace_answer_key
from tests.answer_files import answers_file, marked, sealed_file

from .conftest import START

ADDRESS = "/answers/import"


@pytest.fixture
def attempt_id(learner, course, write):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return learner.start("pre")


@pytest.fixture
def key(attempt_id, read):
    return read(get_attempt_key, attempt_id)


@pytest.fixture
def public(app):
    return app.extensions["ports"].answer_keys.public


@pytest.fixture
def given(learner, attempt_id, key):
    """An answer as the phone has it; by itself it chooses the first option."""

    def given(position=1, *, option=0, response_id=None, body=None):
        value = learner.choices(attempt_id, position)[option].value
        said = {"position": position, "fields": {"answer": [value]}, "flagged": False}
        return marked(key, attempt_id, response_id or uuid4(), body or json.dumps(said))

    return given


@pytest.fixture
def hand_in(sign_in):
    """Sends a file as the form does; gives the page that comes of it."""

    def hand_in(person_id, content):
        file = FileStorage(BytesIO(content), filename="payung-answers.json")
        # In memory: the client would leave a temporary file of a large upload open.
        fields = {"answers": file} if content else {}
        body, _size, boundary = stream_encode_multipart(fields, use_tempfile=False)
        kind = f"multipart/form-data; boundary={boundary}"
        client = sign_in(person_id)
        return client.post(ADDRESS, data=body.read(), content_type=kind, follow_redirects=True)

    return hand_in


@pytest.fixture
def statuses(new_session):
    """Of each answer of the last file."""

    def statuses():
        with new_session() as session:
            last = session.scalars(select(AnswerImport).order_by(AnswerImport.id.desc())).first()
            return [line[2] for line in last.lines]

    return statuses


@pytest.fixture
def count(new_session):
    def count(model):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(model))

    return count


def test_learner_hands_in_answers_and_reads_what_became_of_each(
    given, public, hand_in, learner, statuses, count
):
    page = hand_in(learner.id, answers_file(public, [given(1), given(2)]))
    assert page.status_code == 200
    assert re.match(rf"{ADDRESS}/[0-9a-f-]{{36}}", page.request.path)
    assert "Prates, soal 2" in page.text
    assert statuses() == ["received", "received"]
    assert count(ResponseLogEntry) == 2


def test_statuses_are_those_of_the_network(given, public, hand_in, learner, attempt_id, statuses):
    known, other = given(1), given(2)
    learner.save(
        attempt_id,
        1,
        json.loads(known["body"])["fields"]["answer"][0],
        response_id=UUID(known["id"]),
    )
    taken = given(3, response_id=known["id"])
    unfit = given(body='{"position": 1, "fields": {"answer": ["zzz"]}}')
    elsewhere = given(body='{"position": 99, "fields": {"answer": ["zzz"]}}')
    answers = [known, other, taken, unfit, elsewhere, given(body="[]"), given(body="{")]
    hand_in(learner.id, answers_file(public, answers))
    assert statuses() == ["duplicate", "received", "conflict", *["refused"] * 4]


def test_second_handing_in_changes_nothing(given, public, hand_in, learner, statuses, count):
    content = answers_file(public, [given(1), given(2)])
    hand_in(learner.id, content)
    hand_in(learner.id, content)
    assert statuses() == ["duplicate", "duplicate"]
    assert count(ResponseLogEntry) == 2


def test_answer_that_arrives_after_the_end_is_late_and_not_scored(
    given, public, hand_in, learner, attempt_id, statuses, count, new_session
):
    learner.submit(attempt_id)
    hand_in(learner.id, answers_file(public, [given(1)]))
    hand_in(learner.id, answers_file(public, [given(1)]))
    assert statuses() == ["late"]
    assert (count(LateResponse), count(ResponseLogEntry)) == (2, 0)
    with new_session() as session:
        assert session.scalar(select(Score.points)) == 0


def test_stranger_hands_in_nothing_and_learns_nothing(
    given, public, hand_in, make_learner, statuses, count
):
    page = hand_in(make_learner().id, answers_file(public, [given(1)]))
    assert statuses() == ["foreign"]
    assert "soal 1" not in page.text
    assert count(ResponseLogEntry) == 0


@pytest.fixture
def coordinator_of(make_person, new_session):
    """Somebody who looks after one cohort."""

    def coordinator_of(cohort_id):
        person_id = make_person()
        where = {"scope_type": "cohort", "scope_id": cohort_id}
        with new_session() as session, session.begin():
            grant_role(
                session,
                person_id=person_id,
                role="coordinator",
                granted_by=None,
                now=START,
                **where,
            )
        return person_id

    return coordinator_of


def test_coordinator_carries_answers_of_their_own_cohort(
    given, public, hand_in, course, coordinator_of, statuses
):
    content = answers_file(public, [given(1)])
    hand_in(coordinator_of(UUID(int=1)), content)
    assert statuses() == ["foreign"]
    hand_in(coordinator_of(course.cohort_id), content)
    assert statuses() == ["received"]


@pytest.mark.parametrize("field", ["attempt", "id", "body", "mac"])
def test_answer_that_was_changed_is_damaged_and_the_others_are_taken(
    field, given, public, hand_in, learner, statuses
):
    other = given(2)
    changed = given(1) | {field: other[field] if field != "attempt" else str(uuid4())}
    hand_in(learner.id, answers_file(public, [changed, given(3)]))
    assert statuses() == ["damaged", "received"]


@pytest.mark.parametrize("entry", [None, [], {}, {"attempt": 1}, "x"])
def test_what_is_no_answer_is_damaged(entry, public, hand_in, learner, attempt_id, statuses):
    hand_in(learner.id, answers_file(public, [entry]))
    assert statuses() == ["damaged"]


BAD = {
    "none": (lambda _public, _file: b"", "Pilih dulu"),
    "no JSON": (lambda _public, _file: b"\xff\x00", "bukan berkas jawaban"),
    "deep JSON": (lambda _public, _file: b"[" * 100_000, "bukan berkas jawaban"),
    "another format": (lambda public, _file: answers_file(public, [], format="x"), "bukan berkas"),
    "half a character": (lambda public, _file: answers_file(public, [], version="\ud83d"), "lebih"),
    "unknown version": (lambda public, _file: answers_file(public, [], version=2), "(2)"),
    "another server": (lambda public, _file: answers_file(public, [], key="0" * 16), "server lain"),
    "changed": (
        lambda _public, file: json.dumps(
            json.loads(file) | {"sealed": json.loads(file)["sealed"][:-8] + "AAAAAAAA"}
        ).encode(),
        "rusak",
    ),
    "cut off inside": (lambda public, _file: answers_file(public, [], sealed="AAAA"), "rusak"),
    "no point": (lambda public, _file: answers_file(public, [], ephemeral="AAAA"), "rusak"),
    "numbers": (lambda public, _file: answers_file(public, [], sealed=7), "rusak"),
    "nothing inside": (lambda public, _file: sealed_file(public, b"{}"), "rusak"),
    "too many": (lambda public, _file: answers_file(public, [{}] * 501), "1024"),
    "too large": (lambda _public, _file: b" " * (1024 * 1024 + 1), "1024"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_by_name_and_nothing_of_it_is_taken(
    name, given, public, hand_in, learner, count
):
    make, said = BAD[name]
    page = hand_in(learner.id, make(public, answers_file(public, [given(1)])))
    assert page.status_code == 422
    assert said in page.text
    assert (count(ResponseLogEntry), count(AnswerImport)) == (0, 0)


def test_answer_too_many_leaves_nothing_behind(
    given, public, hand_in, learner, statuses, count, monkeypatch
):
    monkeypatch.setattr(save, "MAX_RESPONSES", 2)
    hand_in(learner.id, answers_file(public, [given(n) for n in (1, 2, 3)]))
    assert statuses() == ["received", "received", "too-many"]
    assert count(ResponseLogEntry) == 2


def test_report_of_another_carrier_is_not_found(
    given, public, hand_in, learner, make_person, sign_in
):
    page = hand_in(learner.id, answers_file(public, [given(1)]))
    assert sign_in(learner.id).get(page.request.path).status_code == 200
    assert sign_in(make_person()).get(page.request.path).status_code == 404


def test_file_sealed_before_a_new_key_still_opens(
    given, public, hand_in, learner, statuses, app, settings
):
    content = answers_file(public, [given(1)])
    former = replace_answer_key(settings.keys_dir)
    assert former == public.kid != app.extensions["ports"].answer_keys.public.kid
    hand_in(learner.id, content)
    assert statuses() == ["received"]


def test_key_files_are_their_owners_alone(settings, app):
    replace_answer_key(settings.keys_dir)
    files = list(settings.keys_dir.glob("answers-p256*"))
    assert len(files) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert FileAnswerKeys(settings.keys_dir).public == app.extensions["ports"].answer_keys.public


def test_each_attempt_has_a_key_of_its_own_and_its_page_alone_has_it(
    learner, make_learner, attempt_id, key, read, sign_in
):
    address = f"/attempts/{attempt_id}/items/1"
    assert f'data-key="{key}"' in sign_in(learner.id).get(address).text
    stranger = make_learner()
    assert read(get_attempt_key, stranger.start("pre")) != key
    assert sign_in(stranger.id).get(address).status_code == 404
