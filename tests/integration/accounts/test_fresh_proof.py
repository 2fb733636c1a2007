"""Who changes how one signs in proves again who they are, once the last proof is old."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from lms.accounts.passkeys.service import add_passkey
from lms.accounts.sessions.models import SignInSession
from lms.kernel.clock import utc_now
from tests.integration.accounts.pages import PASSWORD, sign_in, sign_up

JSON = {"Accept": "application/json"}
NEW = "tempe goreng enak"


@pytest.fixture
def ratna(client):
    sign_up(client)
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def wait(new_session):
    """Lets an hour pass since the last proof of everybody."""

    def wait():
        ago = utc_now() - timedelta(hours=1)
        with new_session() as session, session.begin():
            session.execute(update(SignInSession).values(begun_at=ago, proved_at=ago))

    return wait


def test_password_is_asked_for_once_the_proof_is_old(ratna, app, wait):
    assert 'name="present"' not in ratna.get("/account/password").text
    wait()
    assert 'name="present"' in ratna.get("/account/password").text
    assert ratna.post("/account/password", data={"password": NEW}).status_code == 422
    wrong = {"password": NEW, "present": "kuda lumping merah"}
    assert ratna.post("/account/password", data=wrong).status_code == 422
    assert sign_in(app.test_client()).status_code == 303
    right = {"password": NEW, "present": PASSWORD}
    assert ratna.post("/account/password", data=right).status_code == 303
    assert sign_in(app.test_client(), password=NEW).status_code == 303


def test_who_signed_in_just_now_need_not_prove_it_again(ratna):
    assert ratna.post("/account/password", data={"password": NEW}).status_code == 303


def test_adding_a_passkey_leads_to_the_proof_and_back_with_what_was_typed(ratna, wait):
    wait()
    answer = ratna.post("/account/passkeys", data={"name": "HP Ratna", "answer": "x"})
    assert answer.status_code == 303
    assert answer.location.startswith("/account/confirm?next=/account/passkeys")
    page = ratna.get(answer.location)
    assert page.status_code == 200
    assert ratna.post(answer.location, data={"present": "x"}).status_code == 422
    back = ratna.post(answer.location, data={"present": PASSWORD})
    assert back.status_code == 303
    assert 'value="HP Ratna"' in ratna.get(back.location).text
    assert ratna.post("/account/passkeys", data={"name": "HP", "answer": "x"}).status_code == 422


def test_challenge_for_a_new_passkey_needs_the_proof_as_well(ratna, wait):
    assert ratna.post("/account/passkeys/options").status_code == 200
    wait()
    refused = ratna.post("/account/passkeys/options", headers=JSON)
    assert (refused.status_code, refused.json["code"]) == (403, "proof-needed")


def test_passkey_is_removed_only_with_a_fresh_proof(ratna, wait, act, new_session):
    from lms.accounts.models import Person
    from lms.accounts.passkeys.queries import passkeys_of

    with new_session() as session:
        person_id = session.query(Person.id).scalar()
    facts = {"credential_id": b"1", "public_key": b"1", "sign_count": 0, "facts": {}}
    passkey_id = act(add_passkey, person_id=person_id, name="HP", **facts)
    path = f"/account/passkeys/{passkey_id}/remove"

    def count():
        with new_session() as session:
            return len(passkeys_of(session, person_id))

    wait()
    assert ratna.post(path).location.startswith("/account/confirm?")
    assert path not in ratna.get("/account/passkeys").text
    assert count() == 1
    ratna.post("/account/confirm", data={"present": PASSWORD})
    assert ratna.post(path).location == "/account/passkeys"
    assert count() == 0


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_proof_leads_on_to_pages_of_ours_only(ratna, target):
    answer = ratna.post(
        "/account/confirm", query_string={"next": target}, data={"present": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (303, "/home")


def test_guessing_is_paused_here_too(ratna, wait):
    wait()
    answers = [ratna.post("/account/confirm", data={"present": "x"}) for _ in range(9)]
    assert "wait" in answers[-1].text
    still = ratna.post("/account/confirm", data={"present": PASSWORD})
    assert still.status_code == 422


def test_garbage_for_a_passkey_proves_nothing(ratna, wait):
    wait()
    ratna.post("/sign-in/passkey/options")
    assert ratna.post("/account/confirm/passkey", data={"answer": "{}"}).status_code == 422
    assert 'name="present"' in ratna.get("/account/password").text


def test_proof_counts_on_the_device_on_which_it_was_given(ratna, app, wait):
    other = app.test_client()
    sign_in(other)
    wait()
    ratna.post("/account/confirm", data={"present": PASSWORD})
    assert 'name="present"' not in ratna.get("/account/password").text
    assert 'name="present"' in other.get("/account/password").text
