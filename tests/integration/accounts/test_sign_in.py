"""Signing in and out, and that a refusal tells a stranger nothing."""

import re
from statistics import median
from time import process_time

import pytest
from sqlalchemy import select

from lms.accounts import service
from lms.accounts.models import Person
from lms.accounts.sign_in.throttle import (
    MAX_PER_ACCOUNT,
    MAX_PER_ACCOUNT_AND_ADDRESS,
    MAX_PER_ADDRESS,
)
from lms.app import create_app
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in, sign_up

FORM_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')  # it holds the time


@pytest.fixture
def ratna(app, new_session):
    """A person who has signed up."""
    sign_up(app.test_client())
    with new_session() as session:
        return session.scalars(select(Person.id)).one()


def test_right_password_signs_in_and_any_other_does_not(client, ratna):
    assert sign_in(client, password="kuda lumping merah").status_code == 422
    assert not is_signed_in(client)
    response = sign_in(client)
    assert (response.status_code, response.location) == (303, "/home")
    assert is_signed_in(client)


def test_refusals_read_alike_whatever_their_cause(client, ratna, act, make_person):
    act(service.suspend_person, ratna, suspended_by=make_person())
    answers = {
        (response.status_code, FORM_TOKEN.sub("", response.text.replace(contact, "")))
        for contact, password in [
            ("nobody@contoh.id", PASSWORD),
            ("ratna.dewi@contoh.id", "kuda lumping merah"),
            ("ratna.dewi@contoh.id", PASSWORD),  # right, but suspended
            ("no-contact-at-all", PASSWORD),
        ]
        for response in [sign_in(client, contact=contact, password=password)]
    }
    assert len(answers) == 1
    act(service.reinstate_person, ratna, reinstated_by=ratna)
    assert sign_in(client).status_code == 303


def test_refusals_take_as_long_whether_the_contact_is_known_or_not(client, ratna):
    def seconds(number, contact):
        """Of the processor: what else runs has no say in it."""
        address = {"REMOTE_ADDR": f"192.0.2.{number}"}
        began = process_time()
        client.post(
            "/sign-in", data={"contact": contact, "password": "x" * 12}, environ_overrides=address
        )
        return process_time() - began

    known = median(seconds(n, "ratna.dewi@contoh.id") for n in range(9))
    unknown = median(seconds(n, f"nobody{n}@contoh.id") for n in range(9))
    assert 0.5 < known / unknown < 2


def test_guessing_is_paused_for_known_and_unknown_contacts_alike(client, ratna):
    def statuses(contact):
        tries = range(MAX_PER_ACCOUNT_AND_ADDRESS + 1)
        return [sign_in(client, contact=contact, password="x" * 12).status_code for _ in tries]

    expected = [422] * MAX_PER_ACCOUNT_AND_ADDRESS + [429]
    assert statuses("ratna.dewi@contoh.id") == statuses("nobody@contoh.id") == expected
    assert sign_in(client).status_code == 429  # also with the right password


def test_pause_does_not_touch_those_who_are_signed_in_or_elsewhere(client, app, ratna):
    assert sign_in(client).status_code == 303
    guesser = app.test_client()
    for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS):
        sign_in(guesser, password="x" * 12)
    assert sign_in(guesser).status_code == 429
    assert is_signed_in(client)
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.9"
    assert sign_in(elsewhere).status_code == 303


@pytest.fixture
def guess(app):
    """Tries wrong passwords from a few addresses, as somebody who wants to shut an owner out."""

    def guess(tries, *, contact="ratna.dewi@contoh.id", address="203.0.113.{}"):
        statuses = []
        for number in range(tries):
            guesser = app.test_client()
            guesser.environ_base["REMOTE_ADDR"] = address.format(number % 6)
            contact_now = contact.format(number)
            statuses.append(sign_in(guesser, contact=contact_now, password="x" * 12).status_code)
        return statuses

    return guess


def test_guessing_from_many_addresses_pauses_strangers_and_not_the_owner(client, app, ratna, guess):
    assert sign_in(client).status_code == 303
    client.post("/sign-out")
    assert guess(MAX_PER_ACCOUNT + 1)[-1] == 429
    stranger = app.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "198.51.100.9"
    paused = sign_in(stranger)
    assert (paused.status_code, paused.headers["Retry-After"]) == (429, "900")
    assert sign_in(client).status_code == 303


def test_guessing_at_other_accounts_does_not_pause_a_known_device_at_the_same_address(
    client, ratna, guess
):
    assert sign_in(client).status_code == 303
    client.post("/sign-out")
    guess(MAX_PER_ADDRESS, contact="nobody{}@contoh.id", address="127.0.0.1")
    assert sign_in(client).status_code == 303


def test_a_known_device_has_no_more_tries_than_any_other(client, ratna):
    assert sign_in(client).status_code == 303
    client.post("/sign-out")
    tries = range(MAX_PER_ACCOUNT_AND_ADDRESS + 1)
    statuses = [sign_in(client, password="x" * 12).status_code for _ in tries]
    assert statuses == [422] * MAX_PER_ACCOUNT_AND_ADDRESS + [429]


def test_a_device_is_known_for_those_only_who_signed_in_on_it(client, app, ratna, guess):
    other = app.test_client()
    sign_up(other, contact="budi@contoh.id")
    other.post("/sign-out")
    guess(MAX_PER_ACCOUNT)
    assert sign_in(other).status_code == 429
    assert sign_in(other, contact="budi@contoh.id").status_code == 303


@pytest.mark.parametrize("change", [lambda cookie: cookie[:-3] + "abc", lambda cookie: "x.y.z"])
def test_a_forged_cookie_makes_no_device_known(client, ratna, guess, change):
    assert sign_in(client).status_code == 303
    client.post("/sign-out")
    cookie = client.get_cookie("known_device")
    assert cookie.http_only
    assert str(ratna) not in cookie.value
    client.set_cookie("known_device", change(cookie.value))
    guess(MAX_PER_ACCOUNT)
    assert sign_in(client).status_code == 429


def test_a_shared_phone_knows_the_last_eight_people(client, app, ratna, guess):
    contacts = [f"orang{number}@contoh.id" for number in range(8)]
    for contact in ["ratna.dewi@contoh.id", *contacts]:
        if contact in contacts:
            sign_up(client, contact=contact)
        else:
            sign_in(client)
        client.post("/sign-out")
    guess(MAX_PER_ACCOUNT)
    guess(MAX_PER_ACCOUNT, contact=contacts[0], address="203.0.114.{}")
    assert sign_in(client).status_code == 429
    assert sign_in(client, contact=contacts[0]).status_code == 303


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/courses/POESA-EL", "/courses/POESA-EL"),
        ("https://evil.example/", "/home"),
        ("//evil.example/", "/home"),
        ("/\\evil.example", "/home"),
        ("javascript:alert(1)", "/home"),
        ("/\t/evil.example", "/home"),
    ],
)
def test_sign_in_leads_on_to_pages_of_ours_only(client, ratna, target, location):
    response = client.post(
        "/sign-in",
        query_string={"next": target},
        data={"contact": "ratna.dewi@contoh.id", "password": PASSWORD},
    )
    assert response.location == location


def test_session_of_before_the_sign_in_is_worth_nothing_afterwards(client, ratna):
    with client.session_transaction() as session:
        session["csrf_token"] = "chosen by somebody else"
        session["made_link"] = ["x", "y"]
    sign_in(client)
    with client.session_transaction() as session:
        assert "made_link" not in session
        assert session.get("csrf_token") != "chosen by somebody else"


def test_signing_out_ends_this_session_and_everywhere_ends_all(client, app, ratna):
    laptop = app.test_client()
    sign_in(client)
    sign_in(laptop)
    left = client.post("/sign-out")
    assert (left.status_code, left.headers["Clear-Site-Data"]) == (303, '"cache"')
    assert not is_signed_in(client)
    assert is_signed_in(laptop)
    sign_in(client)
    client.post("/account/sign-out-everywhere")
    assert not is_signed_in(client)
    assert not is_signed_in(laptop)


def test_session_ends_with_the_browser_unless_one_asks_to_stay(client, app, ratna):
    sign_in(client)
    assert client.get_cookie("session").expires is None
    staying = app.test_client()
    sign_in(staying, stay="y")
    assert staying.get_cookie("session").expires is not None


def test_who_is_signed_in_does_not_sign_in_again(client, ratna):
    assert client.get("/sign-in").status_code == 200
    sign_in(client)
    assert client.get("/sign-in?next=/account").location == "/account"
    assert client.get("/sign-up").location == "/home"


def test_token_in_header_or_address_signs_nobody_in(client, app, ratna, new_session):
    with new_session() as session:
        key = session.scalars(select(Person.fs_uniquifier)).one()
    page = {"Accept": "text/html"}
    assert client.get("/account", headers={"Authentication-Token": key} | page).status_code == 303
    assert client.get(f"/account?auth_token={key}").status_code == 303


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/sign-out", "/reset"])
def test_forged_form_is_refused(settings, path):
    app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=False)
    client = app.test_client()
    refused = client.post(path, data={"contact": "ratna@contoh.id", "password": PASSWORD})
    assert refused.status_code == 400
    assert 'name="csrf_token"' in client.get("/sign-in").text


@pytest.mark.parametrize("password", ["", "x" * 100_000, "kuda\x00lumping hijau", "kuda\ud83d"])
def test_odd_passwords_are_refused_quietly(client, ratna, password):
    typed = password.encode("utf-8", "replace")
    assert sign_in(client, password=typed).status_code == 422


def test_paste_is_allowed(client):
    assert "onpaste" not in client.get("/sign-in").text
    assert 'autocomplete="current-password"' in client.get("/sign-in").text
