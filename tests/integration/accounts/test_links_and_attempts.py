"""Links that let people in, and how often a password may be guessed."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts import queries, service
from lms.accounts.contacts import parse_contact
from lms.accounts.notices import unseen_notices
from lms.accounts.passkeys.queries import passkeys_of
from lms.accounts.passkeys.service import add_passkey
from lms.accounts.roles import service as roles
from lms.accounts.roles.queries import has_administrator
from lms.accounts.sign_in import attempts
from lms.accounts.sign_in import service as sign_in
from lms.accounts.sign_in.errors import LinkExpired, LinkNotFound, LinkUsed, SignInPaused
from lms.accounts.sign_in.models import SignInAttempt
from lms.accounts.sign_in.queries import open_link
from lms.accounts.sign_in.throttle import (
    MAX_PER_ACCOUNT,
    MAX_PER_ACCOUNT_AND_ADDRESS,
    MAX_PER_ADDRESS,
    MAX_REQUESTS_PER_ADDRESS,
    WINDOW,
)
from lms.kernel.audit import AuditEvent

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
ADMIN = "administrator"


@pytest.fixture
def at(new_session):
    """Calls a service at a moment, in a transaction of its own."""

    def at(moment, function, *positional, **named):
        with new_session() as session, session.begin():
            return function(session, *positional, now=moment, **named)

    return at


@pytest.fixture
def link(make_person, at):
    """Makes a link for a person and gives both."""

    def link(token="t" * 32, **facts):
        person_id, maker = make_person(now=NOW), make_person(now=NOW)
        options = {"purpose": "reset", "made_by": maker} | facts
        at(NOW, sign_in.make_link, person_id=person_id, token=token, **options)
        return person_id, token

    return link


def test_link_sets_a_password_once_and_ends_older_sessions(link, at, new_session):
    person_id, token = link()
    with new_session() as session:
        before = queries.session_epoch_of(session, person_id)
    assert at(NOW, sign_in.use_link, token=token, password_hash="first") == person_id
    with pytest.raises(LinkUsed):
        at(NOW, sign_in.use_link, token=token, password_hash="second")
    with new_session() as session:
        assert queries.password_hash_of(session, person_id) == "first"
        assert queries.session_epoch_of(session, person_id) != before


def test_link_works_until_its_time_is_over(link, at, new_session):
    _person_id, token = link()
    last_moment = NOW + sign_in.LIFETIMES["reset"] - timedelta(seconds=1)
    with new_session() as session:
        assert open_link(session, token, now=last_moment).purpose == "reset"
        with pytest.raises(LinkExpired):
            open_link(session, token, now=last_moment + timedelta(seconds=1))


def test_unknown_token_opens_nothing(link, new_session):
    link()
    with new_session() as session, pytest.raises(LinkNotFound):
        open_link(session, "t" * 31 + "u", now=NOW)


def test_used_link_closes_the_others_of_the_person(link, at):
    person_id, token = link()
    at(NOW, sign_in.make_link, person_id=person_id, token="other", purpose="reset", made_by=None)
    at(NOW, sign_in.use_link, token=token, password_hash="hash")
    with pytest.raises(LinkUsed):
        at(NOW, sign_in.use_link, token="other", password_hash="hash")


@pytest.mark.parametrize(
    ("maker", "is_open"),
    [("coordinator", False), ("granter", True), ("administrator", True), (None, True)],
)
def test_role_closes_links_that_others_made(maker, is_open, make_person, at, new_session):
    """Who made a learner's link and kept it would else become the administrator of tomorrow."""
    people = {name: make_person(now=NOW) for name in ("coordinator", "granter", "administrator")}
    people[None] = None
    at(NOW, roles.grant_role, person_id=people["administrator"], role=ADMIN, granted_by=None)
    person_id = make_person(now=NOW)
    by = {"purpose": "reset", "made_by": people[maker]}
    at(NOW, sign_in.make_link, person_id=person_id, token="kept", **by)
    granted_by = people["granter"]
    at(NOW, roles.grant_role, person_id=person_id, role=ADMIN, granted_by=granted_by)
    with new_session() as session, nullcontext() if is_open else pytest.raises(LinkUsed):
        assert open_link(session, "kept", now=NOW).person_id == person_id


def test_link_of_a_suspended_person_is_closed(link, at):
    person_id, token = link()
    at(NOW, service.suspend_person, person_id, suspended_by=person_id)
    with pytest.raises(LinkNotFound):
        at(NOW, sign_in.use_link, token=token, password_hash="hash")


def test_link_is_audited_and_told_to_the_person(link, new_session):
    person_id, _token = link()
    with new_session() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "link.made")).one()
        assert (event.subject_id, event.details) == (person_id, {"purpose": "reset"})
        assert event.actor_id is not None
        assert [n.kind for n in unseen_notices(session, person_id)] == ["link-made"]


def test_first_link_is_the_same_until_it_is_used(at, new_session):
    token = at(NOW, sign_in.create_first_administrator_link)
    assert at(NOW, sign_in.create_first_administrator_link) == token
    create_administrator(at, token)
    assert at(NOW, sign_in.create_first_administrator_link) is None
    with pytest.raises(LinkUsed):
        create_administrator(at, token, contact="other@contoh.id")
    with new_session() as session:
        assert has_administrator(session)


def test_first_link_that_expired_is_replaced(at):
    token = at(NOW, sign_in.create_first_administrator_link)
    later = NOW + sign_in.LIFETIMES["administrator"]
    assert at(later, sign_in.create_first_administrator_link) != token


def test_link_of_a_person_makes_no_administrator(link, at):
    _person_id, token = link()
    with pytest.raises(LinkUsed):
        create_administrator(at, token)
    create_administrator(at, at(NOW, sign_in.make_administrator_link))


def test_first_administrator_closes_the_other_links_of_the_server(at):
    printed = at(NOW, sign_in.create_first_administrator_link)
    create_administrator(at, at(NOW, sign_in.make_administrator_link))
    with pytest.raises(LinkUsed):
        create_administrator(at, printed, contact="other@contoh.id")
    second = at(NOW, sign_in.make_administrator_link)
    third = at(NOW, sign_in.make_administrator_link)
    create_administrator(at, second, contact="second@contoh.id")
    create_administrator(at, third, contact="third@contoh.id")


def test_link_to_an_old_contact_opens_nothing(link, at):
    person_id, token = link()
    contact = parse_contact("baru@contoh.id")
    at(NOW, service.change_contact, person_id, contact=contact, changed_by=person_id)
    with pytest.raises(LinkUsed):
        at(NOW, sign_in.use_link, token=token, password_hash="hash")


def test_whoever_put_a_passkey_into_an_account_is_out_once_its_owner_uses_a_link(
    link, at, new_session
):
    person_id, token = link()
    key = {"name": "HP", "credential_id": b"id", "public_key": b"key", "sign_count": 0}
    at(NOW, add_passkey, person_id=person_id, facts={}, **key)
    at(NOW, sign_in.use_link, token=token, password_hash="hash")
    with new_session() as session:
        assert passkeys_of(session, person_id) == []


def create_administrator(at, token, contact="ani@contoh.id"):
    return at(
        NOW,
        sign_in.create_administrator,
        token=token,
        name="Ani",
        contact=parse_contact(contact),
        password_hash="hash",
        language="id",
    )


def attempt(at, account="ratna@contoh.id", address="192.0.2.1", moment=NOW):
    return at(moment, attempts.count_attempt, account=account, address=address)


def test_guessing_one_account_from_one_address_pauses_and_goes_on_after_the_window(at):
    for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS):
        attempt(at)
    with pytest.raises(SignInPaused):
        attempt(at)
    attempt(at, address="192.0.2.2")
    attempt(at, account="sri@contoh.id")
    attempt(at, moment=NOW + WINDOW)


def test_guessing_one_account_from_many_addresses_pauses(at):
    for number in range(MAX_PER_ACCOUNT):
        attempt(at, address=f"192.0.2.{number}")
    with pytest.raises(SignInPaused):
        attempt(at, address="198.51.100.1")
    attempt(at, account="sri@contoh.id", address="198.51.100.1")


def test_spraying_many_accounts_from_one_address_pauses(at):
    for number in range(MAX_PER_ADDRESS):
        attempt(at, account=f"person{number}@contoh.id")
    with pytest.raises(SignInPaused):
        attempt(at, account="new@contoh.id")
    attempt(at, account="new@contoh.id", address="192.0.2.2")


def test_a_school_that_asks_for_links_in_one_morning_goes_on_signing_in(at):
    for number in range(MAX_REQUESTS_PER_ADDRESS):
        at(NOW, attempts.count_request, account=f"sign-up {number}", address="192.0.2.1")
    with pytest.raises(SignInPaused):
        at(NOW, attempts.count_request, account="sign-up new", address="192.0.2.1")
    attempt(at)


def test_success_forgives_earlier_failures_of_the_account(at):
    for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS - 1):
        last = attempt(at)
    at(NOW, attempts.mark_succeeded, last)
    for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS):
        attempt(at)


def test_attempts_hold_no_contact_and_no_address_and_go_after_a_day(at, new_session):
    attempt(at)
    with new_session() as session:
        row = session.scalars(select(SignInAttempt)).one()
        assert "ratna" not in row.account_hash
        assert "192" not in (row.account_hash, row.address_hash)
    attempt(at, moment=NOW + timedelta(days=1, seconds=1))
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1
