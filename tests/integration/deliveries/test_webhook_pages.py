"""Administrators manage web hooks; others do not."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import receivers
from lms.kernel.deliveries.events import publish_event
from lms.kernel.deliveries.models import EventReceiver
from lms.tasks import sweep

ENTRY = {
    "name": "Education office",
    "url": "https://office.example/events",
    "events": ["certificate.issued", "enrolment.completed"],
}


@pytest.fixture
def administrator(make_person, sign_in):
    client = sign_in(make_person(roles=["administrator"], language="en"))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def webhook(administrator, receiver):
    """The address of the page of a web hook to the receiver."""
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
        (entry,) = receivers.receivers(session, "webhook")
        assert (entry.name, entry.events) == ("Other", ("certificate.revoked",))
        assert entry.paused_at is not None
    assert "Paused" in administrator.get(webhook).text
    assert administrator.post(f"{webhook}/resume").status_code == 303
    assert administrator.post(f"{webhook}/remove").status_code == 303
    with new_session() as session:
        assert receivers.receivers(session, "webhook") == []


def test_failed_delivery_is_shown_and_sent_again(
    administrator, webhook, receiver, enrolment, app, new_session
):
    receiver.status = 500
    with new_session() as session, session.begin():
        publish_event(session, "enrolment.completed", {}, person_id=enrolment[1], now=utc_now())
    sweep(app)
    page = administrator.get(webhook).text
    assert "status-500" in page
    assert "Next try on" in page
    again = re.search(rf'action="({webhook}/deliveries/[^"]+/again)"', page)[1]
    receiver.status = 204
    assert administrator.post(again).status_code == 303
    sweep(app)
    assert len(receiver.requests) == 2
    assert "Delivered" in administrator.get(webhook).text
    assert administrator.post(again).status_code == 303
    sweep(app)
    assert len(receiver.requests) == 3
    assert len({headers["Webhook-Id"] for headers, _body in receiver.requests}) == 1


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
        assert receivers.receivers(session, "webhook") == []


def test_strangers_are_refused(webhook, app, make_person, sign_in):
    delivery = f"{webhook}/deliveries/{uuid4()}/again"
    pages = ("/admin/webhooks/", "/admin/webhooks/new", webhook)
    actions = ("/admin/webhooks/new", webhook, f"{webhook}/pause", f"{webhook}/remove", delivery)
    for roles in ([], ["author"], ["evaluator"]):
        client = sign_in(make_person(roles=roles))
        assert [client.get(path).status_code for path in pages] == [403] * 3
        assert [client.post(path, data=ENTRY).status_code for path in actions] == [403] * 5
    assert app.test_client().get(webhook).status_code == 303


def test_unknown_web_hook_and_delivery(administrator, webhook):
    assert administrator.get(f"/admin/webhooks/{uuid4()}").status_code == 404
    assert administrator.post(f"{webhook}/deliveries/{uuid4()}/again").status_code == 404
