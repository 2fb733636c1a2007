"""Events hold up neither messages nor jobs, and no receiver holds up another."""

import json
import time

import pytest
from sqlalchemy import insert, select

from lms import tasks
from lms.accounts.queries import person_profile
from lms.kernel.clock import new_id, utc_now
from lms.kernel.deliveries import receivers
from lms.kernel.deliveries.events import publish_event
from lms.kernel.deliveries.models import EventDelivery, EventReceiver
from lms.kernel.deliveries.webhooks import WebhookDetails, add_webhook
from lms.kernel.jobs import Job, add_job
from lms.kernel.outbox import OutboxMessage, add_message
from lms.tasks import sweep
from tests.http_receiver import HttpReceiver
from tests.statements import statements_of

EVENT = "enrolment.completed"
RAN = []


@pytest.fixture
def add(write):
    def add(url, name="Education office"):
        details = WebhookDetails(name, url, (EVENT,))
        return write(add_webhook, details, added_by=None, now=utc_now())[0]

    return add


@pytest.fixture
def publish(write, enrolment):
    def publish(number=1):
        write(publish_event, EVENT, {"number": number}, person_id=enrolment[1], now=utc_now())

    return publish


def test_messages_and_jobs_go_before_each_event(
    receiver, add, publish, write, new_session, app, enrolment, monkeypatch
):
    monkeypatch.setattr(tasks, "JOBS", {"note": f"{__name__}:note"})
    RAN.clear()
    add(receiver.url)
    for number in range(3):
        publish(number)
    seen = []

    def on_request(_body):
        """A message and a job come in while an event is delivered."""
        with new_session() as session:
            messages = session.scalars(select(OutboxMessage.sent_at)).all()
        seen.append((sum(moment is not None for moment in messages), len(RAN)))
        write(add_message_to, enrolment[1])
        write(add_job, kind="note", key=f"note:{len(seen)}", arguments={}, now=utc_now())

    receiver.on_request = on_request
    sweep(app)
    assert seen == [(0, 0), (1, 1), (2, 2)]


def test_slow_receiver_counts_as_down(receiver, add, publish, write, new_session, app):
    add(receiver.url)
    for number in range(3):
        publish(number)
    receiver.delay = 4.0
    begun = time.monotonic()
    sweep(app)
    assert time.monotonic() - begun < 9, "one is tried, for three seconds"
    assert len(receiver.requests) == 1
    with new_session() as session:
        webhook = session.scalars(select(EventReceiver)).one()
        assert (webhook.problem, webhook.due_at is not None) == ("timeout", True)
        assert session.scalars(select(EventDelivery.delivered_at)).all() == [None] * 3


def test_receiver_with_much_to_take_does_not_hold_up_another(receiver, add, publish, app):
    other, order = HttpReceiver(), []
    try:
        for name, target in (("first", receiver), ("second", other)):
            target.on_request = lambda _body, name=name: order.append(name)
        add(receiver.url, "first")
        for number in range(5):
            publish(number)
        add(other.url, "second")
        publish(5)
        sweep(app)
    finally:
        other.stop()
    assert sorted(order) == ["first"] * 6 + ["second"]
    assert "second" in order[:2]


def test_unreadable_secret_holds_up_its_own_receiver_only(
    receiver, add, publish, write, new_session, app
):
    damaged = add(receiver.url)
    add(receiver.url)
    publish()
    write(damage_secret, damaged)
    sweep(app)
    assert len(receiver.requests) == 1
    with new_session() as session:
        webhook = session.get(EventReceiver, damaged)
        assert (webhook.problem, webhook.due_at is not None) == ("InvalidTag", True)


def test_events_of_a_receiver_go_in_the_order_in_which_they_happened(receiver, add, publish, app):
    add(receiver.url)
    for number in range(5):
        publish(number)
    sweep(app)
    numbers = [json.loads(body)["data"]["number"] for _headers, body in receiver.requests]
    assert numbers == [0, 1, 2, 3, 4]


def test_retries_leave_no_jobs(receiver, add, publish, app, later, new_session):
    with new_session() as session:
        before = session.scalars(select(Job.id)).all()
    add(receiver.url)
    receiver.status = 503
    publish()
    for _attempt in range(4):
        sweep(app)
        with new_session() as session:
            due_at = session.scalar(select(EventDelivery.due_at))
        later(due_at - utc_now())
    assert len(receiver.requests) >= 4
    with new_session() as session:
        assert session.scalars(select(Job.id)).all() == before


def test_resuming_takes_few_statements_however_many_events_wait(add, write, new_session, app):
    webhook_id = add("https://office.example/events")
    write(pause, webhook_id, active=False)
    write(insert_deliveries, webhook_id, 500)
    with statements_of(app) as statements:
        write(pause, webhook_id, active=True)
    assert len(statements) < 10
    with new_session() as session:
        due = session.scalars(select(EventDelivery.due_at)).all()
    assert len(due) == 500
    assert max(due) <= utc_now()


def pause(session, webhook_id, *, active):
    receivers.switch_receiver(
        session, webhook_id, kind="webhook", active=active, changed_by=None, now=utc_now()
    )


def damage_secret(session, webhook_id):
    webhook = session.get(EventReceiver, webhook_id)
    webhook.sealed = webhook.sealed[:-1] + bytes([webhook.sealed[-1] ^ 1])


def insert_deliveries(session, receiver_id, number):
    now = utc_now()
    row = {"receiver_id": receiver_id, "person_id": new_id(), "event": EVENT, "content": {}}
    row |= {"created_at": now, "due_at": now.replace(year=now.year + 1), "failures": 1}
    session.execute(insert(EventDelivery), [row | {"id": new_id()} for _row in range(number)])


def note(arguments):
    """A kind of job for these tests."""
    RAN.append(arguments)


def add_message_to(session, person_id):
    add_message(
        session,
        person_id=person_id,
        key_id=person_profile(session, person_id).data_key_id,
        channel="email",
        address="ratna@contoh.example",
        template="sign-in-link",
        parameters={"language": "en", "name": "Ratna", "address": "http://x.test/link/1"},
        now=utc_now(),
    )
