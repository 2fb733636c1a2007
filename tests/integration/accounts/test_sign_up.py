"""Signing up: with a message that proves the contact, and without messages on loopback."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.models import Consent, Person
from lms.accounts.queries import consents_of
from lms.accounts.sign_in.attempts import count_attempt
from lms.accounts.sign_in.throttle import MAX_PER_ADDRESS
from lms.kernel.clock import utc_now
from lms.kernel.outbox import OutboxMessage, claim_message
from lms.settings import Settings
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in, sign_up


class AtPublicAddress(FlaskClient):
    def open(self, *request, **options):
        return super().open(*request, **({"base_url": "https://payung.example"} | options))


@pytest.fixture
def people(new_session):
    """All people as the database has them now."""

    def people():
        with new_session() as session:
            return session.scalars(select(Person).order_by(Person.id)).all()

    return people


def test_newcomer_gets_account_consents_and_session_in_one_go(client, people, new_session):
    response = sign_up(client, consent_evaluation="y")
    assert (response.status_code, response.location) == (303, "/home")
    (person,) = people()
    assert (person.name, person.email, person.phone) == ("Ratna Dewi", "ratna.dewi@contoh.id", None)
    assert person.password.startswith("$argon2id$")
    with new_session() as session:
        given = consents_of(session, person.id)
    assert {consent.purpose for consent in given} == {"learning", "evaluation"}
    assert is_signed_in(client)


def test_person_with_a_mobile_number_only_signs_up_and_in(client, app, people):
    sign_up(client, contact="0812 3456 7890")
    assert [(p.email, p.phone) for p in people()] == [(None, "+6281234567890")]
    phone = app.test_client()
    assert sign_in(phone, contact="+62 812-3456-7890").status_code == 303
    assert is_signed_in(phone)


@pytest.mark.parametrize(
    "name", ["Suharto", "R. A. Siti Nurhaliza binti Abdul Rahman Wijayakusuma X"]
)
def test_short_and_long_names_are_names(client, people, name):
    sign_up(client, name=name)
    assert [person.name for person in people()] == [name]


def test_nothing_is_ticked_beforehand(client):
    page = client.get("/sign-up").text
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "as it should stand on the certificate"),
        ({"name": "Ratna 3171234567890001"}, "16 digits"),
        ({"name": "Ratna \u202eiweD"}, "invisible characters"),
        ({"name": "R" * 300_000}, "Shorten it to at most 60"),
        ({"name": "Ratna 李 😀"}, "Certificates cannot show this yet: 李😀"),
        ({"contact": "ratna"}, "such as nama@contoh.id"),
        ({"contact": ""}, "Write an e-mail address or a mobile number"),
        ({"password": "lumpin"}, "6 characters so far. Add 4 more"),
        ({"password": "sayang123456"}, "Many people use this password"),
        ({"password": "Ratna Dewi 1990"}, "mostly your name"),
        ({"audience": None}, "Choose the role"),
        ({"audience": "emperor"}, "Choose the role"),
        ({"province": ""}, "Choose the province"),
        ({"province": "99"}, "Choose the province"),
        ({"consent_learning": None}, "Without this consent"),
    ],
)
def test_unfit_entry_is_shown_again_with_a_sentence(client, people, change, sentence):
    client.set_cookie("language", "en")
    response = sign_up(client, **change)
    assert response.status_code == 422
    assert sentence in response.text
    assert people() == []
    assert not is_signed_in(client)


def test_control_characters_in_a_name_are_refused(client, people):
    assert sign_up(client, name="Ratna\x00 \x08Dewi").status_code == 422
    assert people() == []
    assert sign_up(client, name="Ratna Dewi").status_code == 303


def test_password_with_a_control_character_is_kept_or_refused_but_never_breaks(client):
    response = sign_up(client, password="kuda\x00lumping hijau")
    assert response.status_code in (303, 422)


def test_megabytes_are_refused(client, people):
    assert sign_up(client, name="R" * 1_500_000).status_code == 422
    assert sign_up(client, name="R" * 3_000_000).status_code == 413
    assert people() == []


def test_extra_fields_set_nothing(client, people, new_session):
    sign_up(client, role="administrator", active="", id="0", roles="administrator")
    (person,) = people()
    assert person.active
    assert client.get("/admin/people").status_code == 403


def test_markup_in_a_name_is_shown_as_text(client):
    sign_up(client, name="<b>Ratna</b> & Dewi")
    page = client.get("/account").text
    assert "&lt;b&gt;Ratna&lt;/b&gt; &amp; Dewi" in page


def test_same_contact_twice_makes_one_person(client, app, people):
    sign_up(client)
    second = sign_up(app.test_client(), name="Sri")
    assert second.status_code == 422
    assert len(people()) == 1


class TestWithMail:
    """Open on any address; whether a contact is known shows only in its mailbox."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return Settings(
            data_dir=tmp_path / "data",
            database_url=database_url,
            public_url="https://payung.example",
            mail_url="smtp://mail.example",
            mail_from="payung@payung.example",
        )

    @pytest.fixture
    def client(self, app):
        return AtPublicAddress(app, app.response_class)

    @pytest.fixture
    def messages(self, new_session):
        """Takes all messages out of the outbox."""

        def messages():
            with new_session() as session, session.begin():
                found = []
                while (message := claim_message(session, now=utc_now())) is not None:
                    found.append(message)
                return found

        return messages

    def test_link_finishes_the_account(self, client, messages, people, new_session):
        response = sign_up(client, password=None, consent_learning=None)
        assert response.location == "/sign-up/sent"
        (message,) = messages()
        assert message.template == "confirm-account"
        assert not is_signed_in(client)
        path = message.parameters["address"].removeprefix("https://payung.example")
        response = client.post(path, data={"password": PASSWORD, "consent_learning": "y"})
        assert response.status_code == 303
        assert is_signed_in(client)
        with new_session() as session:
            assert session.scalar(select(func.count()).select_from(Consent)) == 1

    def test_known_and_unknown_contact_are_answered_alike(self, client, messages, people):
        first = sign_up(client)
        messages()
        again = sign_up(client, name="Somebody Else")
        assert (first.status_code, first.location) == (again.status_code, again.location)
        assert [m.template for m in messages()] == ["sign-in-link"]
        assert [p.name for p in people()] == ["Ratna Dewi"]

    def test_account_cannot_be_used_before_its_owner_has_the_link(self, client, app):
        sign_up(client)
        assert sign_in(client).status_code == 422

    def test_number_to_which_nothing_can_be_sent_is_refused_at_once(self, client, people):
        assert sign_up(client, contact="081234567890").status_code == 422
        assert people() == []

    def test_a_mailbox_cannot_be_flooded(self, client, messages, new_session):
        for _ in range(8):
            sign_up(client)
        assert len(messages()) == 3

    def test_asking_for_a_link_is_no_failed_sign_in(self, client, act):
        for number in range(MAX_PER_ADDRESS - 1):
            act(count_attempt, account=f"person{number}@contoh.id", address="127.0.0.1")
        assert sign_up(client).location == "/sign-up/sent"
        reset = client.post("/reset", data={"contact": "sri@contoh.id"})
        assert reset.location == "/reset/sent"
        assert [sign_in(client).status_code for _ in range(2)] == [422, 429]

    def test_message_is_sealed_in_the_database(self, client, new_session):
        sign_up(client)
        with new_session() as session:
            sealed = session.scalars(select(OutboxMessage.sealed)).one()
        assert b"ratna" not in sealed


class TestWithoutMailOnAPublicAddress:
    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return Settings(
            data_dir=tmp_path / "data",
            database_url=database_url,
            public_url="https://payung.example",
        )

    def test_page_says_how_to_get_a_link_and_nobody_signs_up(self, app, people):
        client = AtPublicAddress(app, app.response_class)
        client.set_cookie("language", "en", domain="payung.example")
        page = client.get("/sign-up")
        assert page.status_code == 200
        assert "You get your account in person" in page.text
        assert sign_up(client).status_code == 403
        assert people() == []
