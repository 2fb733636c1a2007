"""Webhooks: signed, once each, also after the receiver was down."""

import base64
import hmac
import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import select

from certificates.issue_data import Achievement, Holder
from certificates.records.queries import certificates_of_person
from certificates.records.service import issue_certificate, revoke
from lms.accounts.queries import person_profile
from lms.jobs.deliveries import signed_headers
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import receivers
from lms.kernel.deliveries.events import publish_event
from lms.kernel.deliveries.models import WEBHOOK, EventDelivery, EventReceiver
from lms.kernel.deliveries.outbox import delete_old_deliveries
from lms.kernel.deliveries.queries import get_receiver, last_deliveries
from lms.kernel.deliveries.webhooks import (
    WebhookDetails,
    add_webhook,
    delete_previous_secrets,
    rotate_secret,
)
from lms.kernel.sealing.sealing import DataKey
from lms.tasks import sweep
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.completion import complete_course
from tests.http_receiver import HttpReceiver

EVENTS = ("certificate.issued", "certificate.revoked", "enrolment.completed")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def add(new_session, receiver):
    """Add a webhook; gives its id and its secret in bytes."""

    def add(url=None, events=EVENTS):
        details = WebhookDetails("Education office", url or receiver.url, tuple(events))
        with new_session() as session, session.begin():
            webhook_id, secret = add_webhook(session, details, added_by=None, now=utc_now())
        assert secret.startswith("whsec_")
        return webhook_id, base64.b64decode(secret.removeprefix("whsec_"))

    return add


@pytest.fixture
def issue(enrolment, new_session):
    def issue():
        enrolment_id, person_id = enrolment
        with new_session() as session, session.begin():
            issue_certificate(
                session,
                enrolment_id=enrolment_id,
                person_id=person_id,
                person_key_id=person_profile(session, person_id).data_key_id,
                holder=Holder("Wulandari Kertanegara", "teacher", "53"),
                achievement=Achievement("POESA-EL", "Kursus", "Course", 8, 0, is_pilot=True),
                completed_on=date(2026, 11, 24),
                now=utc_now(),
            )
            return certificates_of_person(session, person_id)[0].number

    return issue


@pytest.fixture
def happen(enrolment, new_session):
    """Let an event happen that has nothing but a number."""

    def happen(number=1):
        with new_session() as session, session.begin():
            publish_event(
                session,
                "enrolment.completed",
                {"number": number},
                person_id=enrolment[1],
                now=utc_now(),
            )

    return happen


def stored(new_session, model=EventDelivery):
    with new_session() as session:
        return session.scalars(select(model)).all()


def test_signature_is_that_of_standard_webhooks(add, receiver, issue, app):
    _id, secret = add()
    number = issue()
    sweep(app)
    sweep(app)
    ((headers, body),) = receiver.requests
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{digest}"
    assert abs(int(headers["Webhook-Timestamp"]) - utc_now().timestamp()) < 60
    assert headers["Content-Type"] == "application/json"
    message = json.loads(body)
    assert message["type"] == "certificate.issued"
    assert message["data"]["certificate"]["number"] == number
    assert message["data"]["certificate"]["status"] == "valid"


def test_signature_of_a_known_message():
    """The digest was computed with openssl."""
    headers = signed_headers(
        UUID("01234567-89ab-7def-8123-456789abcdef"),
        b'{"type":"x"}',
        secrets=[b"0123456789abcdef0123456789abcdef"],
        now=datetime(2026, 11, 29, tzinfo=UTC),
    )
    assert headers["webhook-timestamp"] == "1795910400"
    assert headers["webhook-signature"] == "v1,EpULAxtd8WXb/LpjmZU2cx+kP9J1eaiVU0BnBJSrjoI="


def signatures(headers, body, secrets):
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    digests = [hmac.new(secret, signed, sha256).digest() for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def test_rotated_secret_signs_beside_the_one_before_for_a_week(
    add, receiver, happen, app, new_session
):
    def rotate():
        with new_session() as session, session.begin():
            replaces = get_receiver(session, webhook_id, WEBHOOK).secret_id
            text = rotate_secret(
                session, webhook_id, replaces=replaces, rotated_by=None, now=utc_now()
            )
        return base64.b64decode(text.removeprefix("whsec_"))

    def sent():
        happen()
        sweep(app)
        return receiver.requests[-1]

    webhook_id, first = add()
    second = rotate()
    headers, body = sent()
    assert headers["Webhook-Signature"] == signatures(headers, body, [second, first])
    third = rotate()
    headers, body = sent()
    assert headers["Webhook-Signature"] == signatures(headers, body, [third, second])
    with new_session() as session, session.begin():
        row = session.scalars(select(EventReceiver)).one()
        assert timedelta(days=6) < row.previous_until - utc_now() < timedelta(days=8)
        row.previous_until = utc_now()
    headers, body = sent()
    assert headers["Webhook-Signature"] == signatures(headers, body, [third])
    with new_session() as session, session.begin():
        delete_previous_secrets(session, now=utc_now())
    (row,) = stored(new_session, EventReceiver)
    assert (row.sealed_previous, row.previous_until) == (None, None)


def test_messages_name_nobody(add, receiver, issue, app, new_session):
    add()
    number = issue()
    with new_session() as session, session.begin():
        revoke(session, number, reason="issued-in-error", revoked_by=None, now=utc_now())
    sweep(app)
    bodies = [body for _headers, body in receiver.requests]
    assert [json.loads(body)["type"] for body in bodies] == [
        "certificate.issued",
        "certificate.revoked",
    ]
    assert json.loads(bodies[1])["data"]["certificate"]["status"] == "revoked"
    for body in bodies:
        for secret in (b"Wulandari", b"Kertanegara", b"@", b"issued-in-error", b"teacher", b'"53"'):
            assert secret not in body


def test_completed_course_is_an_event(add, receiver, enrolment, app, new_session, monkeypatch):
    add()
    monkeypatch.setattr(complete_course, "has_met", lambda *_rules: True)
    for _again in range(2):
        with new_session() as session, session.begin():
            complete_course.award_if_complete(session, enrolment_id=enrolment[0], now=utc_now())
    sweep(app)
    messages = [json.loads(body) for _headers, body in receiver.requests]
    assert sorted(message["type"] for message in messages) == [
        "certificate.issued",
        "enrolment.completed",
    ]
    data = next(message["data"] for message in messages if "course" in message["data"])
    assert (data["course"], data["enrolment_id"]) == ("POESA-EL", str(enrolment[0]))


def test_only_chosen_events_and_none_of_a_rolled_back_transaction(
    add, receiver, issue, app, enrolment, new_session
):
    add(events=["certificate.revoked"])
    issue()
    session = new_session()
    publish_event(session, "certificate.revoked", {}, person_id=enrolment[1], now=utc_now())
    session.flush()
    session.rollback()
    session.close()
    sweep(app)
    assert receiver.requests == []
    assert stored(new_session) == []


def test_each_event_arrives_once_after_the_receiver_was_down(
    add, receiver, happen, app, later, new_session
):
    port = receiver.port
    add()
    receiver.stop()
    for number in range(3):
        happen(number)
    sweep(app)
    rows = stored(new_session)
    assert {row.delivered_at for row in rows} == {None}
    (webhook,) = stored(new_session, EventReceiver)
    assert webhook.due_at > utc_now()
    assert sum(row.failures for row in rows) == 1, "the others waited, and none was tried in vain"
    ids = {str(row.id) for row in rows}
    for passed in (2 * MINUTE, 3 * MINUTE, 5 * MINUTE, 24 * HOUR, 24 * HOUR):
        later(passed)
    again = HttpReceiver(port)
    try:
        later(7 * HOUR)
        later(7 * HOUR)
        numbers = [json.loads(body)["data"]["number"] for _headers, body in again.requests]
        assert sorted(numbers) == [0, 1, 2]
        assert {headers["Webhook-Id"] for headers, _body in again.requests} == ids
    finally:
        again.stop()
    assert all(row.delivered_at for row in stored(new_session))
    (webhook,) = stored(new_session, EventReceiver)
    assert (webhook.problem, webhook.due_at, webhook.paused_at) == (None, None, None)


def test_delays_grow_up_to_six_hours(add, receiver, happen, app, later, new_session):
    add()
    receiver.status = 503
    happen()
    sweep(app)
    delays = []
    for _attempt in range(11):
        (row,) = stored(new_session)
        delays.append(round((row.due_at - utc_now()) / MINUTE))
        later(row.due_at - utc_now())
    assert delays[:4] == [1, 2, 4, 8]
    assert delays[-1] == 360


def test_refused_event_does_not_hold_up_others(add, receiver, happen, app):
    add()
    receiver.status = 400
    happen(1)
    sweep(app)
    receiver.status = 204
    happen(2)
    sweep(app)
    assert [json.loads(body)["data"]["number"] for _headers, body in receiver.requests] == [1, 2]


def test_receiver_that_takes_nothing_for_a_week_is_paused(
    add, receiver, happen, app, later, new_session
):
    webhook_id, _secret = add()
    receiver.status = 500
    happen(1)
    sweep(app)
    for _day in range(8):
        later(timedelta(days=1))
    (webhook,) = stored(new_session, EventReceiver)
    assert webhook.paused_at is not None
    assert webhook.problem == "status-500"
    tried = len(receiver.requests)
    happen(2)
    later(timedelta(days=1))
    assert len(receiver.requests) == tried
    receiver.status = 204
    with new_session() as session, session.begin():
        receivers.switch_receiver(
            session, webhook_id, kind="webhook", active=True, changed_by=None, now=utc_now()
        )
    sweep(app)
    assert json.loads(receiver.requests[-1][1])["data"]["number"] == 2
    states = {delivery.state for delivery in deliveries(new_session, webhook_id)}
    assert states == {"delivered", "given-up"}


def test_receiver_that_is_gone_is_paused_at_once(add, receiver, happen, app, new_session):
    add()
    receiver.status = 410
    happen()
    sweep(app)
    (webhook,) = stored(new_session, EventReceiver)
    assert (webhook.problem, webhook.paused_at is not None) == ("status-410", True)


def test_redirect_is_not_followed(add, receiver, happen, app, new_session):
    add()
    receiver.status = 302
    happen()
    sweep(app)
    assert len(receiver.requests) == 1
    assert stored(new_session)[0].problem == "status-302"


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.7/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest",
        "https://[fd00::1]/",
    ],
)
def test_private_addresses_get_nothing(url, add, happen, app, new_session):
    add(url=url)
    happen()
    sweep(app)
    assert stored(new_session)[0].problem == "inside-network"


def test_erased_person_leaves_no_event(add, receiver, happen, app, enrolment, new_session):
    add()
    receiver.status = 500
    happen()
    sweep(app)
    with new_session() as session, session.begin():
        erase_person(session, enrolment[1], certificate_choices={}, now=utc_now())
    assert stored(new_session) == []


def test_old_events_are_deleted(add, happen, new_session):
    add()
    happen()
    with new_session() as session, session.begin():
        delete_old_deliveries(session, now=utc_now() + timedelta(days=29))
    assert len(stored(new_session)) == 1
    with new_session() as session, session.begin():
        delete_old_deliveries(session, now=utc_now() + timedelta(days=31))
    assert stored(new_session) == []


def test_removed_webhook_takes_its_secret_along(add, happen, new_session):
    webhook_id, _secret = add()
    happen()
    (webhook,) = stored(new_session, EventReceiver)
    with new_session() as session, session.begin():
        receivers.remove_receiver(
            session, webhook_id, kind="webhook", removed_by=None, now=utc_now()
        )
    assert stored(new_session) == stored(new_session, EventReceiver) == []
    with new_session() as session:
        assert session.get_one(DataKey, webhook.key_id).wrapped is None


def deliveries(new_session, webhook_id):
    with new_session() as session:
        return last_deliveries(session, get_receiver(session, webhook_id, "webhook"))
