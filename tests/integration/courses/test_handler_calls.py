"""Calls of a block's script: the token is the authority, and it reaches its own learner only."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from courses.block_host.runtime.tokens import HandlerGrant
from courses.block_host.state.models import LearnerBlockState
from courses.enrolment.join_course import join_course
from courses.enrolment.service import begin_version
from courses.grading import service as grading
from courses.grading.models import CourseGrade
from courses.grading.rules import GradingRules
from courses.progress.models import UnitProgress
from lms.accounts import service as accounts
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sessions.service import begin_session, end_session
from lms.kernel.clock import utc_now
from lms.web.blocks.host import block_host
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course

FORM = "application/x-www-form-urlencoded"
SORTED = {"item-threat": "now", "item-talk": "later"}


@pytest.fixture
def begin(new_session):
    """Signs a person in on one device; gives the id and the key of the session."""

    def begin(person_id):
        with new_session() as session, session.begin():
            key = begin_session(session, person_id=person_id, via="password", now=utc_now())
            found = select(SignInSession.id).where(SignInSession.session_key == key)
            return session.scalars(found).one(), key

    return begin


@pytest.fixture
def token_for(app, unit_ids, begin):
    """A token of a page that was shown in a session: a new one unless it is given."""

    def token_for(person_id, key="a1", session_id=None):
        session_id = session_id or begin(person_id)[0]
        grant = HandlerGrant(person_id, unit_ids[key], "learner", session_id)
        with app.app_context():
            return block_host().issue_token(grant)

    return token_for


@pytest.fixture
def stored(new_session):
    def stored(*columns):
        with new_session() as session:
            return session.execute(select(*columns)).all()

    return stored


def sign_out(session, person_id, key):
    end_session(session, key, now=utc_now())


def sign_out_everywhere(session, person_id, key):
    accounts.end_sessions(session, person_id, ended_by=person_id, now=utc_now())


def change_password(session, person_id, key):
    accounts.set_password(session, person_id, password_hash="another", now=utc_now())


@pytest.mark.parametrize("end", [sign_out, sign_out_everywhere, change_password])
def test_token_ends_with_the_session_of_its_page(
    client, token_for, begin, learner, enrolment_id, new_session, end
):
    session_id, key = begin(learner)
    token = token_for(learner, session_id=session_id)
    assert client.post(f"/blocks/{token}/sort", json=SORTED).status_code == 303
    with new_session() as session, session.begin():
        end(session, learner, key)
    refused = client.post(f"/blocks/{token}/sort", json=SORTED)
    assert (refused.status_code, refused.json["code"]) == (401, "sign-in-needed")


def test_token_stays_when_another_device_is_signed_out(
    client, token_for, begin, learner, enrolment_id, new_session
):
    token = token_for(learner, session_id=begin(learner)[0])
    _other_id, other_key = begin(learner)
    with new_session() as session, session.begin():
        end_session(session, other_key, now=utc_now())
    assert client.post(f"/blocks/{token}/sort", json=SORTED).status_code == 303


def test_token_for_one_person_in_the_session_of_another_is_refused(
    client, token_for, begin, learner, enrolment_id, make_person
):
    token = token_for(learner, session_id=begin(make_person())[0])
    assert client.post(f"/blocks/{token}/sort", json=SORTED).status_code == 401


def test_call_needs_no_cookie(client, token_for, learner, enrolment_id):
    answer = client.post(f"/blocks/{token_for(learner)}/sort", json=SORTED)
    assert answer.status_code == 303
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


def test_problems_come_as_json(client, token_for, learner, enrolment_id):
    answer = client.post(f"/blocks/{token_for(learner)}/sort", json={"item-threat": "now"})
    assert answer.status_code == 422
    assert list(answer.json["problems"]) == ["items"]


def test_closed_course_takes_no_calls(app, client, token_for, learner, enrolment_id, monkeypatch):
    elsewhere = replace(app.extensions["ports"], is_loopback=False)
    token = token_for(learner)
    monkeypatch.setitem(app.extensions, "ports", elsewhere)
    assert client.post(f"/blocks/{token}/sort", json=SORTED).status_code == 403


def test_preflight_is_answered(client, token_for, learner, enrolment_id):
    answer = client.options(f"/blocks/{token_for(learner)}/sort")
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_forged_token_is_refused(client, token_for, learner, enrolment_id):
    token = token_for(learner)
    assert client.post(f"/blocks/{token[:-3]}abc/sort", json=SORTED).status_code == 403


def test_token_of_somebody_who_is_not_enrolled_opens_nothing(client, token_for, make_person):
    assert client.post(f"/blocks/{token_for(make_person())}/sort", json=SORTED).status_code == 404


@pytest.mark.parametrize("body", [b"[1, 2]", b'"text"', b"\xff\xfe", b"{" * 50, b"[" * 9_000])
def test_odd_bodies_are_refused_or_answered(client, token_for, learner, enrolment_id, body):
    answer = client.post(
        f"/blocks/{token_for(learner)}/sort", data=body, content_type="application/json"
    )
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "form",
    [
        b"prompt-one=%ff%c3",
        b"prompt-one=\xff",
        b"&&=&prompt-one",
        b"prompt-one=1&csrf_token=x",
        b"prompt-one=" + b"a" * 70_000,
        b"&".join(b"a%d=" % number for number in range(5_000)),
    ],
)
def test_odd_forms_are_answered(client, token_for, learner, enrolment_id, form):
    answer = client.post(f"/blocks/{token_for(learner, 'a2')}/write", data=form, content_type=FORM)
    assert answer.status_code == 303


@pytest.mark.parametrize("rest", ["", "&csrf_token=x", "&more=" + "a" * 70_000])
def test_form_arrives_as_it_was_typed(client, browser, token_for, learner, enrolment_id, rest):
    """Short ones as they were sent, longer ones and those with our token read and written anew."""
    body = "prompt-one=Anak+%26+remaja%3A+%E2%82%AC" + rest
    client.post(f"/blocks/{token_for(learner, 'a2')}/write", data=body, content_type=FORM)
    assert "Anak &amp; remaja: €" in browser.get(f"/courses/{CODE}/lessons/M01-L1").text


def test_what_is_recorded_is_not_recorded_again(client, token_for, learner, enrolment_id, stored):
    path = f"/blocks/{token_for(learner, 'a2')}/write"
    client.post(path, data={"prompt-one": "Mendengarkan."})
    first = stored(UnitProgress.completion, UnitProgress.updated_at)
    assert first[0].completion == 1
    client.post(path, data={"prompt-one": "Bertanya."})
    assert stored(UnitProgress.completion, UnitProgress.updated_at) == first
    assert stored(LearnerBlockState.version) == [(2,)]


def test_rules_of_grades_are_applied_though_nothing_new_is_recorded(
    client, token_for, learner, enrolment_id, version_id, new_session, stored
):
    path = f"/blocks/{token_for(learner, 'a2')}/write"
    client.post(path, data={"prompt-one": "Mendengarkan."})
    assert stored(CourseGrade.unit_id) == []
    facts = {"changed_by": learner, "now": utc_now(), "seen_version": 0}
    with new_session() as session, session.begin():
        grading.save_draft(session, version_id, GradingRules(), **facts)
    facts = {"published_by": learner, "now": utc_now(), "seen_version": 1}
    with new_session() as session, session.begin():
        grading.publish_rules(session, version_id, **facts)
    client.post(path, data={"prompt-one": "Bertanya."})
    assert len(stored(CourseGrade.unit_id)) == 1


def test_what_nobody_types_is_not_kept(client, browser, token_for, learner, enrolment_id):
    text = "se\ud800be\x00lum \u202ehari"
    token = token_for(learner, "a2")
    assert client.post(f"/blocks/{token}/write", json={"prompt-one": text}).status_code == 303
    page = browser.get(f"/courses/{CODE}/lessons/M01-L1")
    assert (page.status_code, "sebelum hari" in page.text) == (200, True)


def test_resources_stay_in_the_public_folder(client, version_id):
    for path in ("../models.py", "public/../base.py", "public/none.js", "base.py"):
        assert client.get(f"/blocks/resources/payung_text/{path}").status_code == 404


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("id", "tidak disimpan"), ("en", "was not stored. Open the course to go on.")],
)
def test_call_of_a_version_that_was_left_says_where_the_learner_is(
    client, token_for, make_person, write, stored, language, sentence
):
    learner = make_person(language=language)
    write(join_course, person_id=learner, course_code=CODE, now=utc_now())
    token = token_for(learner)
    version_id = write(add_version, small_course("hash-2"))
    write(begin_version, person_id=learner, course_version_id=version_id, now=utc_now())
    other = {"id": "en", "en": "id"}[language]  # of the browser, which is not the learner's
    answer = client.post(
        f"/blocks/{token}/sort", json=SORTED, headers={"Accept-Language": other, "Accept": "*/*"}
    )
    assert (answer.status_code, answer.json["code"]) == (409, "version-left")
    assert sentence in answer.json["error"]
    assert answer.json["title"] == answer.json["error"]
    assert answer.json["url"] == f"/courses/{CODE}"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert stored(LearnerBlockState.unit_id) == []


def test_a_stranger_learns_nothing_of_versions(client, token_for, make_person):
    answer = client.post(f"/blocks/{token_for(make_person())}/sort", json=SORTED)
    assert (answer.status_code, answer.json["code"]) == (404, "enrolment-not-found")
