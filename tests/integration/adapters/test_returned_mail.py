"""Reports of mail servers: which message of ours came back, and nothing else."""

import os
from datetime import timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lms.adapters.mail.bounces import MAX_REPORT_SIZE, BouncedMessage, parse_bounce
from lms.cli import main
from lms.kernel.clock import utc_now
from lms.kernel.outbox import (
    LEASE,
    MAX_ATTEMPTS,
    OutboxMessage,
    claim_message,
    extend_lease,
    mark_sent,
    mark_undelivered,
)
from lms.kernel.undelivered import list_undelivered, mark_returned, resend

OURS = UUID("01a21be0-30ca-710b-ac48-57a6e5646c9a")
SCHOOL = UUID(int=7)
REPORT = """\
From: MAILER-DAEMON@mx.example
To: payung@payung.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered. Message-ID: <00000000-0000-0000-0000-000000000000@x>

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; sari@contoh.id
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: {quoted}

{headers}From: payung@payung.example
Message-ID: <{message_id}@payung.example>
Subject: Pengingat

--b--
"""


def report(**change):
    facts = {
        "kind": "delivery-status",
        "action": "failed",
        "status": "5.1.1",
        "quoted": "text/rfc822-headers",
        "headers": "",
        "message_id": OURS,
    }
    return REPORT.format(**(facts | change)).encode()


@pytest.mark.parametrize("quoted", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_says_which_message_and_why(quoted):
    assert parse_bounce(report(quoted=quoted)) == BouncedMessage(OURS, "5.1.1")
    assert parse_bounce(report(quoted=quoted).replace(b"\n", b"\r\n")).status == "5.1.1"


@pytest.mark.parametrize("charset", ["x-none", "utf-8", '"\\ud800"', "idna", "hex"])
def test_the_charset_that_quoted_headers_name_changes_nothing(charset):
    quoted = f"text/rfc822-headers; charset={charset}"
    assert parse_bounce(report(quoted=quoted)) == BouncedMessage(OURS, "5.1.1")


def test_an_odd_status_is_a_refusal_without_details():
    assert parse_bounce(report(status="<b>unknown")) == BouncedMessage(OURS, "5.0.0")


@pytest.mark.parametrize(
    "change",
    [
        {"action": "delayed"},
        {"action": "delivered"},
        {"kind": "disposition-notification"},
        {"quoted": "text/plain"},
        {"message_id": "1700000000.12.34"},
        {"message_id": f"{OURS}-more"},
    ],
)
def test_what_is_no_failure_of_ours_says_nothing(change):
    assert parse_bounce(report(**change)) is None


def test_a_large_one_is_not_read():
    assert parse_bounce(report() + b" " * MAX_REPORT_SIZE) is None


@given(st.binary(max_size=400), st.integers(0, 900))
def test_no_damage_makes_it_fail(damage, at):
    whole = report()
    found = parse_bounce(whole[:at] + damage + whole[at + len(damage) :])
    assert found is None or found.message_id
    assert parse_bounce(damage) is None


@pytest.fixture
def sent(app, new_session, make_person):
    """A message of a school that a mail server has taken. Gives its id."""
    from lms.accounts.queries import person_profile
    from lms.kernel.outbox import NewMessage, add_messages
    from lms.kernel.sealing.sealing import open_key

    person_id = make_person()
    with new_session() as session, session.begin():
        key = open_key(session, person_profile(session, person_id).data_key_id)
        message = NewMessage(
            person_id, key, "email", "sari@contoh.id", "invitation", {}, sender_id=SCHOOL
        )
        (message_id,) = add_messages(session, [message], now=utc_now())
        row = session.get_one(OutboxMessage, message_id)
        row.sent_at, row.attempts = utc_now(), MAX_ATTEMPTS
    return message_id


def test_a_returned_message_is_listed_once_and_can_be_sent_again(sent, new_session):
    with new_session() as session, session.begin():
        assert list_undelivered(session, SCHOOL) == []
        reports = [(sent, "5.1.1"), (sent, "4.2.2"), (OURS, "5.1.1")]
        noted = [mark_returned(session, one, status=s, now=utc_now()) for one, s in reports]
        assert noted == ["noted", "known", "unknown"]
    with new_session() as session, session.begin():
        (one,) = list_undelivered(session, SCHOOL)
        assert (one.id, one.problem, one.due_at) == (sent, "returned-5.1.1", None)
        new = {"channel": "email", "address": "sari.baru@contoh.id"}
        resend(session, sent, sender_id=SCHOOL, **new, now=utc_now())
    with new_session() as session, session.begin():
        assert claim_message(session, now=utc_now()).address == "sari.baru@contoh.id"


def test_the_command_reads_files_and_tells_how_many(sent, settings, monkeypatch, tmp_path):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LANGUAGE", "en")
    (tmp_path / "a.eml").write_bytes(report(message_id=sent))
    (tmp_path / "b.eml").write_bytes(os.urandom(300))
    files = [str(tmp_path / name) for name in ("a.eml", "b.eml")]
    ran = CliRunner().invoke(main, ["mail", "returned", *files])
    assert (ran.exit_code, ran.output.strip()[:6]) == (0, "1 of 2")
    again = CliRunner().invoke(main, ["mail", "returned", *files])
    assert again.exit_code == 0
    assert [line[:6] for line in again.output.splitlines()] == ["0 of 2", "1 are "]


@pytest.fixture
def under_way(sent, new_session):
    """A worker has handed it to the mail server and could not say so yet."""
    with new_session() as session, session.begin():
        session.get_one(OutboxMessage, sent).sent_at = None
        session.get_one(OutboxMessage, sent).attempts = 0
        message = claim_message(session, now=utc_now())
    assert message.id == sent
    return message


@pytest.mark.parametrize("then", ["sent", "broken off", "killed"])
def test_a_report_may_come_before_the_message_is_marked_as_sent(under_way, new_session, then):
    """Whatever the worker says then, it is given up once, and does not go again by itself."""
    with new_session() as session, session.begin():
        assert mark_returned(session, under_way.id, status="5.1.1", now=utc_now()) == "noted"
    with new_session() as session, session.begin():
        if then == "sent":
            mark_sent(session, under_way, now=utc_now())
        if then == "broken off":
            mark_undelivered(session, under_way, problem="SMTPServerDisconnected", now=utc_now())
        assert mark_returned(session, under_way.id, status="5.1.1", now=utc_now()) == "known"
    late = utc_now() + timedelta(days=9)
    with new_session() as session, session.begin():
        assert claim_message(session, now=late) is None
    with new_session() as session:
        (one,) = list_undelivered(session, SCHOOL)
        assert (one.problem, one.due_at) == ("returned-5.1.1", None)


def test_a_report_about_what_waits_for_another_try_ends_it(under_way, new_session):
    """The server took it and the line broke: it came back, so no second try."""
    with new_session() as session, session.begin():
        mark_undelivered(session, under_way, problem="TimeoutError", now=utc_now())
        assert mark_returned(session, under_way.id, status="5.1.1", now=utc_now()) == "noted"
        assert claim_message(session, now=utc_now() + timedelta(days=9)) is None


def test_a_report_about_what_nobody_has_sent_is_none(under_way, new_session):
    with new_session() as session, session.begin():
        session.get_one(OutboxMessage, under_way.id).attempts = 0
        assert mark_returned(session, under_way.id, status="5.1.1", now=utc_now()) == "unknown"


@pytest.mark.parametrize("then", ["sent", "broken off", "goes on"])
def test_only_the_holder_of_the_lease_ends_a_message(under_way, new_session, then):
    """Its lease ended, as of a worker that stood still, and another worker claimed it."""
    later = utc_now() + 2 * LEASE
    with new_session() as session, session.begin():
        other = claim_message(session, now=later)
    with new_session() as session, session.begin():
        if then == "sent":
            assert not mark_sent(session, under_way, now=later)
        elif then == "broken off":
            assert not mark_undelivered(session, under_way, problem="TimeoutError", now=later)
        else:
            assert not extend_lease(session, under_way, now=later + LEASE)
    with new_session() as session, session.begin():
        row = session.get_one(OutboxMessage, under_way.id)
        assert (row.sent_at, row.problem, row.lease_until) == (None, None, later + LEASE)
        assert mark_sent(session, other, now=later)
        assert not mark_undelivered(session, other, problem="TimeoutError", now=later)


def test_the_lease_of_a_long_delivery_is_extended(under_way, new_session):
    at_its_end = utc_now() + LEASE
    with new_session() as session, session.begin():
        assert extend_lease(session, under_way, now=at_its_end)
        assert claim_message(session, now=at_its_end + LEASE / 2) is None
