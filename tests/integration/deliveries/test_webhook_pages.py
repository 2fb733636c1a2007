"""Administrators manage webhooks; others do not."""

import hmac
import json
import re
from base64 import b64decode, b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.deliveries.events import publish_event
from lms.kernel.deliveries.models import EventReceiver
from lms.kernel.deliveries.outbox import read_secrets
from lms.kernel.deliveries.queries import list_receivers
from lms.tasks import sweep
from lms.web.outgoing_requests import EXTENSION as REQUESTS
from tests.slow_site import waiting_threads
from tests.visible_text import visible_text

ENTRY = {
    "name": "Education office",
    "url": "https://office.example/events",
    "events": ["certificate.issued", "enrolment.completed"],
}


@pytest.fixture
def webhook(administrator, receiver):
    """The address of the page of a webhook to the receiver."""
    response = administrator.post("/admin/webhooks/new", data=ENTRY | {"url": receiver.url})
    assert response.status_code == 303, response.text
    return response.location


def test_secret_is_shown_once(administrator, webhook, new_session):
    page = administrator.get(webhook).text
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{44}", page)
    assert secret
    assert "whsec_" not in administrator.get(webhook).text
    with new_session() as session:
        row = session.scalars(select(EventReceiver)).one()
        assert secret[0].encode() not in row.sealed
        assert row.events == "certificate.issued enrolment.completed"
        assert "webhook.added" in session.scalars(select(AuditEvent.action)).all()


def test_list_and_changes(administrator, webhook, receiver, new_session):
    assert "Education office" in administrator.get("/admin/webhooks/").text
    changed = ENTRY | {"name": "Other", "url": receiver.url, "events": ["certificate.revoked"]}
    assert administrator.post(webhook, data=changed).status_code == 303
    assert administrator.post(f"{webhook}/pause").status_code == 303
    with new_session() as session:
        (entry,) = list_receivers(session, "webhook")
        assert (entry.name, entry.events) == ("Other", ("certificate.revoked",))
        assert entry.paused_at is not None
    assert "Paused" in administrator.get(webhook).text
    assert administrator.post(f"{webhook}/resume").status_code == 303
    assert administrator.post(f"{webhook}/remove").status_code == 303
    with new_session() as session:
        assert list_receivers(session, "webhook") == []


def test_failed_delivery_is_shown_and_sent_again(
    administrator, webhook, receiver, enrolment, app, new_session
):
    receiver.status = 500
    with new_session() as session, session.begin():
        publish_event(session, "enrolment.completed", {}, person_id=enrolment[1], now=utc_now())
    sweep(app)
    page = administrator.get(webhook).text
    assert "It could not take events just then (status 500)." in page
    assert "Next try on" in page
    again = re.search(rf'action="({webhook}/deliveries/[^"]+/again)"', page)[1]
    administrator.post(f"{webhook}/pause")
    assert administrator.post(again).status_code == 303
    page = administrator.get(webhook).text
    assert "The event is sent again once you resume." in page
    assert "The event is sent again now." not in page
    administrator.post(f"{webhook}/resume")
    receiver.status = 204
    assert administrator.post(again).status_code == 303
    sweep(app)
    assert len(receiver.requests) == 2
    assert "Delivered" in administrator.get(webhook).text
    assert administrator.post(again).status_code == 303
    sweep(app)
    assert len(receiver.requests) == 3
    assert len({headers["Webhook-Id"] for headers, _body in receiver.requests}) == 1
    with new_session() as session:
        audited = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "webhook.sent-again")
        ).all()
    assert [entry.details["delivery_id"] in again for entry in audited] == [True] * 3
    assert all(entry.actor_id for entry in audited)


def replaced(page):
    return re.search(r'name="replaces" value="([0-9a-f]{16})"', page)[1]


def rotate(administrator, webhook):
    form = {"replaces": replaced(administrator.get(webhook).text)}
    return administrator.post(f"{webhook}/secret", data=form)


def test_button_pressed_twice_rotates_once(administrator, webhook, new_session):
    first = re.search(r"whsec_[A-Za-z0-9+/=]{44}", administrator.get(webhook).text)[0]
    form = {"replaces": replaced(administrator.get(webhook).text)}
    for _press in range(2):
        assert administrator.post(f"{webhook}/secret", data=form).status_code == 303
    shown = re.search(r"whsec_[A-Za-z0-9+/=]{44}", administrator.get(webhook).text)[0]
    with new_session() as session:
        row = session.scalars(select(EventReceiver)).one()
        secrets = read_secrets(session, row.id, now=utc_now())
        actions = session.scalars(select(AuditEvent.action)).all()
    encoded = ["whsec_" + b64encode(secret).decode() for secret in secrets]
    assert encoded == [shown, first]
    assert actions.count("webhook.secret-rotated") == 1


def test_form_of_an_old_page_rotates_nothing(administrator, webhook, new_session):
    form = {"replaces": replaced(administrator.get(webhook).text)}
    assert administrator.post(f"{webhook}/secret", data=form).status_code == 303
    administrator.get(webhook)
    with new_session() as session, session.begin():  # two minutes ago
        row = session.scalars(select(EventReceiver)).one()
        row.previous_until -= timedelta(minutes=2)
        before = row.sealed
    for old in (form, {"replaces": "0" * 16}, {}):
        response = administrator.post(f"{webhook}/secret", data=old)
        assert response.status_code == 409
        assert "whsec_" not in response.text
    assert "whsec_" not in administrator.get(webhook).text
    with new_session() as session:
        assert session.scalars(select(EventReceiver.sealed)).one() == before


def test_new_secret_is_shown_once_and_audited(administrator, webhook, new_session):
    first = re.search(r"whsec_[A-Za-z0-9+/=]{44}", administrator.get(webhook).text)[0]
    assert rotate(administrator, webhook).status_code == 303
    page = administrator.get(webhook).text
    second = re.search(r"whsec_[A-Za-z0-9+/=]{44}", page)[0]
    assert second != first
    assert "each message is signed with the old secret, too" in page
    page = administrator.get(webhook).text
    assert "whsec_" not in page
    assert "The secret before the present one counts until" in page
    with new_session() as session:
        assert "webhook.secret-rotated" in session.scalars(select(AuditEvent.action)).all()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("timeout", "It did not answer within three seconds."),
        ("unreachable", "Nothing answers at this address."),
        ("unknown-host", "There is no server of this name."),
        ("tls", "No secure connection is possible; its certificate may have expired."),
        ("inside-network", "The address is inside a private network, where nothing is sent."),
        ("incomplete", "The connection broke off."),
        ("too-large", "The answer is too long."),
        ("url", "The address cannot be used."),
        ("status-302", "It redirects to another address (status 302)."),
        ("status-400", "It rejected this event (status 400)."),
        ("status-403", "It does not accept the credentials (status 403)."),
        ("status-410", "It wants no more events (status 410)."),
        ("status-429", "It could not take events just then (status 429)."),
    ],
)
def test_problems_are_explained(code, text, administrator, webhook, new_session):
    with new_session() as session, session.begin():
        session.scalars(select(EventReceiver)).one().problem = code
    assert text in administrator.get(webhook).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("url", ""),
        ("url", "http://office.example/"),
        ("url", "https://user:secret@office.example/"),
        ("url", "https://"),
        ("url", "ftp://office.example/"),
        ("url", "https://office.example/a b"),
        ("events", []),
        ("events", ["certificate.deleted"]),
    ],
)
def test_entry_that_is_rejected(field, value, administrator, new_session):
    response = administrator.post("/admin/webhooks/new", data=ENTRY | {field: value})
    assert response.status_code == 422
    assert f'href="#{field}' in response.text
    with new_session() as session:
        assert list_receivers(session, "webhook") == []


def test_strangers_are_refused(webhook, app, make_person, sign_in):
    delivery = f"{webhook}/deliveries/{uuid4()}/again"
    pages = ("/admin/webhooks/", "/admin/webhooks/new", webhook)
    steps = [f"{webhook}/{step}" for step in ("pause", "secret", "remove")]
    actions = ("/admin/webhooks/new", webhook, *steps, delivery)
    for roles in ([], ["author"], ["evaluator"]):
        client = sign_in(make_person(roles=roles))
        assert [client.get(path).status_code for path in pages] == [403] * 3
        assert [client.post(path, data=ENTRY).status_code for path in actions] == [403] * 6
    assert app.test_client().get(webhook).status_code == 303


def test_unknown_webhook_and_delivery(administrator, webhook):
    assert administrator.get(f"/admin/webhooks/{uuid4()}").status_code == 404
    assert administrator.post(f"{webhook}/deliveries/{uuid4()}/again").status_code == 404


def test_test_is_signed_and_tells_of_nobody(administrator, webhook, receiver, new_session):
    secret = re.search(r"whsec_([A-Za-z0-9+/=]{44})", administrator.get(webhook).text)[1]
    assert administrator.post(f"{webhook}/test").status_code == 303
    ((headers, body),) = receiver.requests
    message = json.loads(body)
    assert (message["type"], message["data"]) == ("test", {})
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    digest = b64encode(hmac.digest(b64decode(secret), signed, "sha256")).decode()
    assert headers["Webhook-Signature"] == f"v1,{digest}"
    page = visible_text(administrator.get(webhook).text)
    assert "The test has arrived (status 204)." in page
    assert "The test has arrived" not in visible_text(administrator.get(webhook).text)  # once
    with new_session() as session:
        assert "webhook.tested" in session.scalars(select(AuditEvent.action)).all()
        (entry,) = list_receivers(session, "webhook")
    assert (entry.waiting, entry.problem) == (0, None)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "It could not take events just then (status 500)."),
        (401, "It does not accept the credentials (status 401)."),
        (302, "It redirects to another address (status 302)."),
    ],
)
def test_test_that_is_refused(status, words, administrator, webhook, receiver):
    receiver.status = status
    administrator.post(f"{webhook}/test")
    page = visible_text(administrator.get(webhook).text)
    assert f"The test did not arrive. {words}" in " ".join(page.split())


def test_test_asks_no_private_address(administrator, webhook, receiver):
    changed = ENTRY | {"url": "https://10.1.2.3/events"}
    assert administrator.post(webhook, data=changed).status_code == 303
    administrator.post(f"{webhook}/test")
    assert "inside a private network" in administrator.get(webhook).text
    assert receiver.requests == []


def test_test_of_a_paused_webhook(administrator, webhook, receiver):
    administrator.post(f"{webhook}/pause")
    administrator.post(f"{webhook}/test")
    assert len(receiver.requests) == 1
    assert "Paused" in administrator.get(webhook).text


def test_test_in_a_busy_moment(administrator, webhook, receiver, app):
    app.extensions.pop(REQUESTS, None)
    with waiting_threads(app):
        assert administrator.post(f"{webhook}/test").status_code == 503
    assert receiver.requests == []


def test_only_administrators_send_tests(
    administrator, webhook, receiver, make_person, sign_in, client
):
    assert sign_in(make_person()).post(f"{webhook}/test").status_code == 403
    assert client.post(f"{webhook}/test").status_code == 401
    assert administrator.post(f"/admin/webhooks/{uuid4()}/test").status_code == 404
    assert receiver.requests == []
