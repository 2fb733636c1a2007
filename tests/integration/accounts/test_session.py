"""Who is asking: the person behind a session, while they may, asked of the database once."""

import pytest
from flask import Blueprint

from lms.accounts import service
from lms.accounts.roles.queries import open_grants
from lms.accounts.roles.service import end_role
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person, require

probe = Blueprint("probe", __name__)


@probe.get("/probe")
def who():
    return current_person().name


@probe.get("/probe/people")
def staff_only():
    return require("person.find").name


@pytest.fixture
def app(new_app):
    new_app.register_blueprint(probe)
    return new_app


def test_signed_in_person_is_known(make_person, sign_in):
    client = sign_in(make_person(name="Sulaiman"))
    assert client.get("/probe").text == "Sulaiman"


def test_stranger_is_led_to_the_sign_in_and_back(client):
    response = client.get("/probe?x=1", headers={"Accept": "text/html"})
    assert (response.status_code, response.location) == (303, "/sign-in?next=/probe?x%3D1")


def test_stranger_who_is_a_program_gets_a_problem_document(client):
    response = client.get("/probe", headers={"Accept": "application/json"})
    assert (response.status_code, response.json["code"]) == (401, "sign-in-needed")


def test_suspended_person_is_out_at_once_also_in_an_old_session(make_person, sign_in, new_session):
    person_id, other_id = make_person(), make_person(roles=["administrator"])
    client, other = sign_in(person_id), sign_in(other_id)
    assert client.get("/probe").status_code == other.get("/probe").status_code == 200
    with new_session() as session, session.begin():
        service.suspend_person(session, person_id, suspended_by=other_id, now=utc_now())
    assert client.get("/probe").status_code == 303
    assert other.get("/probe").status_code == 200


def test_role_counts_in_its_scope_and_until_it_ends(make_person, sign_in, new_session):
    make_person(roles=["administrator"])
    person_id = make_person(roles=["administrator"])
    client, learner = sign_in(person_id), sign_in(make_person())
    assert client.get("/probe/people").status_code == 200
    assert learner.get("/probe/people").status_code == 403
    with new_session() as session, session.begin():
        grant = open_grants(session, person_id)[0]
        end_role(session, grant.id, ended_by=person_id, now=utc_now())
    assert client.get("/probe/people").status_code == 403


def test_a_request_asks_the_database_once_for_person_and_roles(
    make_person, sign_in, counted_statements
):
    client = sign_in(make_person(roles=["administrator", "author"]))
    with counted_statements() as statements:
        client.get("/probe/people")
    assert len(statements) == 1


def test_signing_out_everywhere_ends_every_session(make_person, sign_in, new_session):
    person_id = make_person()
    phone, laptop = sign_in(person_id), sign_in(person_id)
    with new_session() as session, session.begin():
        service.end_sessions(session, person_id, ended_by=person_id, now=utc_now())
    assert phone.get("/probe").status_code == laptop.get("/probe").status_code == 303
    assert sign_in(person_id).get("/probe").status_code == 200
