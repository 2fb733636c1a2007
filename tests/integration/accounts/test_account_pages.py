"""A person's own page: details corrected, consent given and withdrawn, all taken away or erased."""

import pytest
from sqlalchemy import select

from lms.accounts.models import Person
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in, sign_up


@pytest.fixture
def ratna(client):
    """The browser of a person who has just signed up."""
    sign_up(client)
    return client


@pytest.fixture
def stored(new_session):
    """The first person as the database has them now."""

    def stored():
        with new_session() as session:
            return session.scalars(select(Person).order_by(Person.id)).first()

    return stored


def test_sign_up_says_truly_who_sees_the_contact(client):
    """Staff find people by it, and coordinators see those of their members."""
    client.set_cookie("language", "en")
    page = client.get("/sign-up").text
    assert "Coordinators and administrators can see it, other learners cannot." in page


def test_details_are_corrected(ratna, stored):
    details = {"name": "Sulaiman", "audience": "cso", "province": "11", "language": "en"}
    assert ratna.post("/account/profile", data=details).status_code == 303
    person = stored()
    assert (person.name, person.audience, person.province_code, person.language) == (
        "Sulaiman",
        "cso",
        "11",
        "en",
    )
    assert "Your details are saved." in ratna.get("/account").text


def test_unfit_details_are_shown_again(ratna, stored):
    details = {"name": "", "audience": "cso", "province": "11", "language": "xx"}
    assert ratna.post("/account/profile", data=details).status_code == 422
    assert stored().name == "Ratna Dewi"


def test_new_password_counts_and_signs_the_other_devices_out(ratna, app):
    other = app.test_client()
    sign_in(other)
    change = {"present": PASSWORD, "password": "tempe goreng enak"}
    assert ratna.post("/account/password", data=change).status_code == 303
    assert is_signed_in(ratna)
    assert not is_signed_in(other)
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password="tempe goreng enak").status_code == 303


def test_everything_kept_is_taken_away_as_a_file(ratna):
    response = ratna.get("/account/data.json")
    kept = response.json
    assert kept["person"][0]["name"] == "Ratna Dewi"
    assert [consent["purpose"] for consent in kept["consent"]] == ["learning"]
    assert "argon2" not in response.text
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_file_holds_nothing_of_others(ratna, make_person):
    make_person(name="Sri Wahyuni")
    assert "Sri Wahyuni" not in ratna.get("/account/data.json").text


def test_consent_is_given_and_withdrawn(ratna):
    assert "/account/consents/evaluation/give" in ratna.get("/account/data").text
    assert ratna.post("/account/consents/evaluation/give").status_code == 303
    assert "/account/consents/evaluation/withdraw" in ratna.get("/account/data").text
    assert ratna.post("/account/consents/evaluation/withdraw").status_code == 303
    assert "/account/consents/evaluation/give" in ratna.get("/account/data").text


def test_consent_on_which_the_account_rests_cannot_be_withdrawn_alone(ratna):
    assert ratna.post("/account/consents/learning/withdraw").status_code == 409
    assert ratna.post("/account/consents/unknown/give").status_code == 422


def test_account_is_erased_by_whoever_knows_the_password_and_is_sure(ratna, app, stored):
    assert ratna.post("/account/erase", data={"present": PASSWORD}).status_code == 422
    assert ratna.post("/account/erase", data={"present": "x", "sure": "y"}).status_code == 422
    assert stored().name == "Ratna Dewi"
    response = ratna.post("/account/erase", data={"present": PASSWORD, "sure": "y"})
    assert (response.status_code, response.location) == (303, "/erased")
    assert (stored().name, stored().email, stored().active) == (None, None, False)
    assert not is_signed_in(ratna)
    assert sign_in(app.test_client()).status_code == 422
    assert sign_up(app.test_client()).status_code == 303


def test_privacy_page_is_for_everyone(client):
    assert client.get("/privacy").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "id",
            (
                "Cadangan yang dibuat sebelum penghapusan masih memuat",
                "diulang sebelum situs dibuka",
            ),
        ),
        (
            "en",
            (
                "Backups that were made before an erasure still hold",
                "repeated before the site opens",
            ),
        ),
    ],
)
def test_privacy_page_says_what_an_erasure_does_not_reach(client, language, words):
    client.get(f"/language/{language}")
    page = client.get("/privacy").text
    assert all(word in page for word in words)
    assert "copies for emergencies" not in page


def test_the_file_says_who_did_what_with_the_account_by_role(ratna, administrator, stored):
    one = f"/admin/people/{stored().id}"
    administrator.get(one)
    administrator.post(f"{one}/link")
    response = ratna.get("/account/data.json")
    deeds = [(deed["action"], deed["by"]) for deed in response.json["audit_event"]]
    assert deeds[-2:] == [("person.read", "administrator"), ("link.made", "administrator")]
    assert '"Ani"' not in response.text
