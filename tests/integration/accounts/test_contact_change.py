"""A new contact counts once its reader confirms it; the old one is told and may object."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from lms.accounts.contact_changes import service
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.models import Person
from lms.accounts.notices import unseen_notices
from lms.kernel.clock import utc_now
from lms.kernel.outbox import claim_message
from lms.settings import Settings
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in

OLD, NEW = "ratna.dewi@contoh.id", "ratna.baru@contoh.id"
JSON = {"Accept": "application/json"}


@pytest.fixture
def settings(database_url, tmp_path):
    """On loopback with mail, so that cookies need no secure address."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        mail_url="smtp://mail.example",
        mail_from="payung@contoh.id",
    )


@pytest.fixture
def messages(new_session):
    """Takes all messages out of the outbox, by template."""

    def messages():
        found = {}
        with new_session() as session, session.begin():
            while (message := claim_message(session, now=utc_now())) is not None:
                path = message.parameters["address"].partition("8000")[2]
                found[message.template] = (message.address, path)
        return found

    return messages


@pytest.fixture
def person_id(app, make_person):
    from lms.web.account.security import hash_password

    with app.app_context():
        return make_person(contact=OLD, password_hash=hash_password(PASSWORD))


@pytest.fixture
def ratna(client, person_id):
    sign_in(client)
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def email(new_session, person_id):
    """The contact that counts now."""

    def email():
        with new_session() as session:
            return session.get(Person, person_id).email

    return email


def ask(client, contact=NEW):
    return client.post("/account/contact", data={"contact": contact})


def test_contact_counts_only_once_its_reader_has_confirmed_it(ratna, app, messages, email):
    answer = ask(ratna)
    assert (answer.status_code, answer.location) == (303, "/account/contact")
    assert NEW in ratna.get("/account/contact").text
    sent = messages()
    assert sent["confirm-contact"][0] == NEW
    assert sent["contact-change-asked"][0] == OLD
    assert email() == OLD
    assert sign_in(app.test_client(), contact=OLD).status_code == 303
    assert sign_in(app.test_client(), contact=NEW).status_code == 422
    path = sent["confirm-contact"][1]
    assert NEW in ratna.get(path).text
    assert email() == OLD  # looking at a link uses nothing
    assert ratna.post(path).status_code == 303
    assert email() == NEW
    assert sign_in(app.test_client(), contact=NEW).status_code == 303


def test_link_works_once_and_not_after_its_time(ratna, messages, new_session):
    ask(ratna)
    path = messages()["confirm-contact"][1]
    assert ratna.post(path).status_code == 303
    again = ratna.post(path, headers=JSON)
    assert (again.status_code, again.json["code"]) == (410, "contact-link-closed")
    ask(ratna, "lain@contoh.id")
    path = messages()["confirm-contact"][1]
    long_ago = utc_now() - timedelta(days=2)
    with new_session() as session, session.begin():
        over = {"asked_at": long_ago, "expires_at": long_ago + timedelta(days=1)}
        session.execute(
            update(ContactChange).where(ContactChange.confirmed_at.is_(None)).values(over)
        )
    late = ratna.post(path, headers=JSON)
    assert (late.status_code, late.json["code"]) == (410, "contact-link-expired")


def test_link_opens_nothing_in_another_account_or_for_a_stranger(
    ratna, app, messages, make_person, sign_in, email
):
    ask(ratna)
    path = messages()["confirm-contact"][1]
    somebody = sign_in(make_person())
    refused = somebody.post(path, headers=JSON)
    assert (refused.status_code, refused.json["code"]) == (404, "contact-link-not-found")
    assert app.test_client().get(path, headers={"Accept": "text/html"}).status_code == 303
    assert app.test_client().post(path, headers=JSON).status_code == 401
    assert email() == OLD
    assert ratna.post(path).status_code == 303


def test_answers_tell_nothing_of_who_has_a_contact(ratna, messages, make_person, new_session):
    make_person(contact="sri@contoh.id", name="Sri")

    def answers(contact):
        answer = ask(ratna, contact)
        page = ratna.get("/account/contact").text.replace(contact, "")
        return answer.status_code, answer.location, len(page)

    assert answers("sri@contoh.id") == answers("free@contoh.id")
    assert messages()["contact-in-use"][0] == "sri@contoh.id"
    with new_session() as session:
        assert len(session.scalars(select(ContactChange)).all()) == 2


def test_taken_contact_gets_no_link_that_confirms_it(ratna, messages, make_person, email):
    make_person(contact="sri@contoh.id")
    ask(ratna, "sri@contoh.id")
    assert "confirm-contact" not in messages()
    assert email() == OLD


def test_contact_that_was_taken_meanwhile_is_refused_at_the_end(
    ratna, messages, make_person, email
):
    ask(ratna)
    path = messages()["confirm-contact"][1]
    make_person(contact=NEW)
    assert ratna.post(path).status_code == 409
    assert email() == OLD


def test_newer_wish_a_new_password_and_withdrawal_close_the_link(ratna, messages, act, person_id):
    def closed(path):
        return ratna.post(path, headers=JSON).json["code"] == "contact-link-closed"

    ask(ratna)
    first = messages()["confirm-contact"][1]
    ask(ratna, "lain@contoh.id")
    second = messages()["confirm-contact"][1]
    assert closed(first)
    assert ratna.post("/account/contact/withdraw").status_code == 303
    assert closed(second)
    ask(ratna)
    third = messages()["confirm-contact"][1]
    ratna.post("/account/password", data={"password": "tempe goreng enak"})
    assert closed(third)


def test_nobody_floods_mailboxes_from_here(ratna, messages):
    answers = [ask(ratna, f"tujuan{n}@contoh.id").status_code for n in range(5)]
    assert answers == [303, 303, 303, 429, 429]


def test_own_contact_and_unreadable_ones_are_shown_again(ratna, email):
    assert "already" in ask(ratna, OLD).text
    assert ask(ratna, OLD).status_code == ask(ratna, "ratna").status_code == 422


def test_kind_of_contact_to_which_nothing_can_be_sent_is_refused_with_the_way_out(ratna):
    answer = ask(ratna, "081234567890")
    assert answer.status_code == 422
    assert "A coordinator or an administrator can change it with you in person." in answer.text
    assert "+6281234567890" in answer.text  # what was typed, as it was read


class TestObjection:
    @pytest.mark.parametrize("is_confirmed", [False, True])
    def test_it_takes_the_change_back_and_lets_a_new_password_be_chosen(
        self, ratna, app, messages, email, is_confirmed
    ):
        ask(ratna)
        sent = messages()
        if is_confirmed:
            ratna.post(sent["confirm-contact"][1])
            assert email() == NEW
        reader = app.test_client()
        path = sent["contact-change-asked"][1]
        assert reader.get(path).status_code == 200
        assert is_signed_in(ratna)  # looking at it changes nothing
        answer = reader.post(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/link/")
        assert email() == OLD
        assert not is_signed_in(ratna)
        assert ratna.post(sent["confirm-contact"][1]).status_code == 401
        assert (
            reader.post(answer.location, data={"password": "tempe goreng enak"}).status_code == 303
        )
        assert sign_in(app.test_client(), password=PASSWORD).status_code == 422
        assert sign_in(app.test_client(), password="tempe goreng enak").status_code == 303

    def test_it_works_once(self, ratna, client, app, messages):
        ask(ratna)
        path = messages()["contact-change-asked"][1]
        assert app.test_client().post(path).status_code == 303
        again = app.test_client().post(path, headers=JSON)
        assert (again.status_code, again.json["code"]) == (410, "contact-link-closed")

    def test_whoever_was_in_the_account_cannot_object_back(self, ratna, app, messages, email):
        """A thief moves the account on twice and holds the second objection."""
        ask(ratna)
        first = messages()
        ratna.post(first["confirm-contact"][1])
        ask(ratna, "pencuri@contoh.id")
        second = messages()
        assert app.test_client().post(first["contact-change-asked"][1]).status_code == 303
        assert email() == OLD
        refused = app.test_client().post(second["contact-change-asked"][1], headers=JSON)
        assert (refused.status_code, refused.json["code"]) == (410, "contact-link-closed")
        assert email() == OLD

    def test_its_time_is_over_after_three_days(self, ratna, app, messages, new_session, act):
        ask(ratna)
        path = messages()["contact-change-asked"][1]
        act(service.delete_old_changes)
        assert app.test_client().get(path).status_code == 200
        week = utc_now() - timedelta(days=7)
        with new_session() as session, session.begin():
            days = {
                "asked_at": week,
                "expires_at": week + timedelta(days=1),
                "objection_until": week + timedelta(days=3),
            }
            session.execute(update(ContactChange).values(days))
        late = app.test_client().get(path, headers=JSON)
        assert (late.status_code, late.json["code"]) == (410, "contact-link-expired")
        act(service.delete_old_changes)
        with new_session() as session:
            assert session.scalars(select(ContactChange)).all() == []

    def test_unknown_link_is_not_found(self, client):
        assert client.get("/contact/objection/unknown").status_code == 404


class TestWithoutMessages:
    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return Settings(data_dir=tmp_path / "data", database_url=database_url)

    def test_page_says_so_and_names_the_coordinator(self, ratna, email):
        page = ratna.get("/account/contact").text
        assert "cannot send messages" in page
        assert "coordinator" in page
        assert 'name="contact"' not in page
        assert ask(ratna).status_code == 422
        assert email() == OLD

    def test_coordinator_enters_it_and_the_person_confirms(
        self, ratna, person_id, make_person, sign_in, email, new_session
    ):
        coordinator = sign_in(make_person(roles=["coordinator"]))
        page = f"/admin/people/{person_id}/contact"
        assert coordinator.get(page).status_code == 200
        assert coordinator.post(page, data={"contact": NEW}).status_code == 303
        shown = coordinator.get(f"/admin/people/{person_id}").text
        path = shown[shown.index("/account/contact/confirm/") :].partition("<")[0]
        assert email() == OLD
        with new_session() as session:
            assert [n.kind for n in unseen_notices(session, person_id)] == [
                "contact-change-offered"
            ]
        assert coordinator.post(path, headers=JSON).status_code == 404
        assert ratna.post(path).status_code == 303
        assert email() == NEW

    def test_contact_of_another_person_is_refused_there(
        self, ratna, person_id, make_person, sign_in
    ):
        make_person(contact="sri@contoh.id")
        coordinator = sign_in(make_person(roles=["coordinator"]))
        page = f"/admin/people/{person_id}/contact"
        assert coordinator.post(page, data={"contact": "sri@contoh.id"}).status_code == 422

    def test_coordinator_may_not_do_so_for_staff(self, make_person, sign_in):
        administrator = make_person(roles=["administrator"])
        page = f"/admin/people/{administrator}/contact"
        coordinator = sign_in(make_person(roles=["coordinator"]))
        assert coordinator.post(page, data={"contact": NEW}).status_code == 403
        assert sign_in(administrator).post(page, data={"contact": NEW}).status_code == 303


class TestAtOnce:
    """Two requests at the same moment, from threads of their own."""

    @pytest.fixture
    def both(self, app):
        """Sends a post from two browsers with one cookie; gives the statuses in order."""

        def both(client, *paths):
            barrier = Barrier(len(paths))

            def send(path):
                browser = app.test_client()
                if client is not None:
                    browser.set_cookie("session", client.get_cookie("session").value)
                barrier.wait(10)
                return browser.post(path, headers=JSON).status_code

            with ThreadPoolExecutor(len(paths)) as pool:
                return sorted(pool.map(send, paths))

        return both

    def test_of_two_confirmations_one_counts(self, ratna, messages, email, both):
        ask(ratna)
        path = messages()["confirm-contact"][1]
        assert both(ratna, path, path) == [303, 410]
        assert email() == NEW

    def test_of_two_objections_one_counts(self, ratna, messages, email, both):
        ask(ratna)
        path = messages()["contact-change-asked"][1]
        assert both(None, path, path) == [303, 410]

    def test_an_objection_wins_over_a_confirmation(self, ratna, messages, email, both):
        """Whichever comes first, the old contact counts in the end."""
        ask(ratna)
        sent = messages()
        statuses = both(ratna, sent["confirm-contact"][1], sent["contact-change-asked"][1])
        assert statuses[0] == 303
        assert email() == OLD
