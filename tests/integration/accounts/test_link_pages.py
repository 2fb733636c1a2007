"""The pages behind a link that was given in person: a password once, and nothing for others."""

import pytest
from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.queries import has_consented
from lms.accounts.sign_in import service as sign_in_service
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in, sign_up

CHOICE = {"password": PASSWORD, "consent_learning": "y"}


@pytest.fixture
def link(act):
    """Makes a link for a person and gives its path."""

    def link(person_id, token="t" * 32, purpose="reset"):
        act(
            sign_in_service.make_link,
            person_id=person_id,
            purpose=purpose,
            token=token,
            made_by=person_id,
        )
        return f"/link/{token}"

    return link


def test_phone_only_person_chooses_a_password_with_a_link_given_in_person(
    client, link, make_person, app
):
    path = link(make_person(contact="081234567890"))
    response = client.post(path, data={"password": PASSWORD})
    assert (response.status_code, response.location) == (303, "/account/notices")
    assert is_signed_in(client)
    assert sign_in(app.test_client(), contact="0812 3456 7890").status_code == 303


def test_link_works_once(client, app, link, make_person):
    path = link(make_person())
    assert client.post(path, data={"password": PASSWORD}).status_code == 303
    other = app.test_client()
    assert other.get(path).status_code == 410
    assert other.post(path, data={"password": "tempe goreng enak"}).status_code == 410
    assert not is_signed_in(other)


def test_looking_at_a_link_does_not_use_it(client, link, make_person):
    path = link(make_person())
    assert client.get(path).status_code == client.get(path).status_code == 200
    assert client.post(path, data={"password": PASSWORD}).status_code == 303


def test_weak_password_leaves_the_link_open(client, link, make_person):
    path = link(make_person(name="Ratna Dewi"))
    assert client.post(path, data={"password": "Ratna Dewi 99"}).status_code == 422
    assert client.post(path, data={"password": PASSWORD}).status_code == 303


def test_unknown_link_is_not_found(client, link, make_person):
    assert client.get(link(make_person())).status_code == 200
    page = client.get("/link/unknown")
    assert page.status_code == 404
    assert "<h1>Tautan ini tidak berfungsi</h1>" in page.text
    assert client.post("/link/unknown", data=CHOICE).status_code == 404


def test_link_page_tells_its_address_to_no_other_site_and_is_kept_nowhere(
    client, link, make_person
):
    page = client.get(link(make_person()))
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"


def test_invited_person_gives_consent_themselves(client, link, new_session, act):
    from lms.accounts.contacts import parse_contact
    from lms.accounts.service import create_person

    person_id = act(create_person, name="Sri", contact=parse_contact("sri@contoh.id"))
    path = link(person_id, purpose="invitation")
    assert client.post(path, data={"password": PASSWORD}).status_code == 422
    assert client.post(path, data=CHOICE).status_code == 303
    with new_session() as session:
        assert has_consented(session, person_id, "learning")
        assert not has_consented(session, person_id, "evaluation")


def test_person_is_told_of_a_link_until_they_say_that_they_know(client, app, link, new_session):
    sign_up(app.test_client())
    with new_session() as session:
        link(session.scalars(select(Person.id)).one())
    first = sign_in(client)
    assert first.location == "/account/notices?next=/home"
    assert client.get("/account/notices").status_code == 200
    assert sign_in(app.test_client()).location == "/account/notices?next=/home"
    assert client.post("/account/notices?next=/account").location == "/account"
    assert client.get("/account/notices").location == "/home"
    assert sign_in(app.test_client()).location == "/home"


def test_asking_for_a_link_where_nothing_can_be_sent_points_to_people(client):
    client.set_cookie("language", "en")
    page = client.get("/reset").text
    assert "A coordinator or an administrator" in page
    assert 'name="contact"' not in page
    assert client.post("/reset", data={"contact": "ratna@contoh.id"}).status_code == 422
