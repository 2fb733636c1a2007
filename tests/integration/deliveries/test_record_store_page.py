"""Administrators set the record store up; others do not."""

import json
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.extensions import transaction
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.deliveries.errors import RecordStoreExists
from lms.kernel.deliveries.models import RECORD_STORE, EventReceiver
from lms.kernel.deliveries.queries import list_receivers
from lms.kernel.deliveries.record_stores import RecordStoreDetails, add_record_store
from lms.kernel.sealing.sealing import unseal
from tests.visible_text import visible_text

PAGE = "/admin/record-store"
ENTRY = {"url": "https://lrs.example/xAPI/", "key": "payung", "secret": "rahasia-sekali"}


def stored_login(new_session):
    with new_session() as session:
        row = session.scalars(select(EventReceiver)).one()
        return json.loads(unseal(session, row.key_id, row.sealed, context=str(row.id)))


def test_store_is_off_until_entered_and_its_secret_stays_hidden(administrator, new_session):
    assert "Nothing is sent so far" in administrator.get(PAGE).text
    assert administrator.post(PAGE, data=ENTRY).status_code == 303
    page = administrator.get(PAGE).text
    assert "https://lrs.example/xAPI/" in page
    assert "rahasia-sekali" not in page
    assert stored_login(new_session) == ["payung", "rahasia-sekali"]
    with new_session() as session:
        assert "record-store.added" in session.scalars(select(AuditEvent.action)).all()


def test_second_store_is_refused(administrator, app, new_session):
    """Two forms at once: both were loaded while there was none."""
    details = RecordStoreDetails("https://lrs.example/other", "payung", "lain")
    administrator.post(PAGE, data=ENTRY)
    with app.app_context(), pytest.raises(RecordStoreExists), transaction() as session:
        add_record_store(session, details, added_by=None, now=utc_now())
    with new_session() as session:
        assert len(list_receivers(session, RECORD_STORE)) == 1


def test_two_stores_added_at_once(app, new_session):
    """The second transaction begins before the first one is committed."""
    barrier, outcomes = Barrier(2), []

    def add(number):
        details = RecordStoreDetails(f"https://lrs.example/{number}", "payung", "rahasia")
        with app.app_context():
            barrier.wait(10)
            try:
                with transaction() as session:
                    add_record_store(session, details, added_by=None, now=utc_now())
            except RecordStoreExists:
                outcomes.append("exists")
            else:
                outcomes.append("added")

    threads = [Thread(target=add, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["added", "exists"]
    with new_session() as session:
        assert len(list_receivers(session, RECORD_STORE)) == 1


def test_change_pause_and_removal(administrator, new_session):
    administrator.post(PAGE, data=ENTRY)
    assert administrator.post(PAGE, data=ENTRY | {"secret": ""}).status_code == 303
    assert stored_login(new_session) == ["payung", "rahasia-sekali"]
    other = ENTRY | {"url": "https://lrs.example/other", "secret": "lain"}
    assert administrator.post(PAGE, data=other).status_code == 303
    assert stored_login(new_session) == ["payung", "lain"]
    assert administrator.post(f"{PAGE}/pause").status_code == 303
    assert "Paused" in administrator.get(PAGE).text
    assert administrator.post(f"{PAGE}/resume").status_code == 303
    assert administrator.post(f"{PAGE}/remove").status_code == 303
    with new_session() as session:
        assert list_receivers(session, RECORD_STORE) == []
    assert administrator.post(f"{PAGE}/pause").status_code == 404


def test_stored_secret_goes_to_no_other_address(administrator, new_session):
    administrator.post(PAGE, data=ENTRY)
    moved = ENTRY | {"url": "https://elsewhere.example/", "secret": ""}
    response = administrator.post(PAGE, data=moved)
    assert response.status_code == 422
    assert 'href="#secret"' in response.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", ""),
        ("url", "http://lrs.example/"),
        ("url", "https://lrs.example/?a=b"),
        ("key", ""),
        ("key", "a:b"),
        ("key", "é"),
        ("secret", ""),
        ("secret", "x" * 201),
    ],
)
def test_entry_that_is_rejected(field, value, administrator, new_session):
    response = administrator.post(PAGE, data=ENTRY | {field: value})
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    with new_session() as session:
        assert list_receivers(session, RECORD_STORE) == []


def test_strangers_are_refused(app, administrator, make_person, sign_in):
    administrator.post(PAGE, data=ENTRY)
    again = f"{PAGE}/deliveries/{uuid4()}/again"
    for roles in ([], ["author"], ["evaluator"]):
        client = sign_in(make_person(roles=roles))
        assert client.get(PAGE).status_code == 403
        for path in (PAGE, f"{PAGE}/pause", f"{PAGE}/remove", again):
            assert client.post(path, data=ENTRY).status_code == 403
    assert app.test_client().get(PAGE).status_code == 303
    assert administrator.post(again).status_code == 404


def test_test_is_a_statement_of_the_server_itself(
    administrator, receiver, app, make_person, sign_in, client
):
    entry = ENTRY | {"url": f"http://127.0.0.1:{receiver.port}/xAPI"}
    assert administrator.post(f"{PAGE}/test").status_code == 404  # there is none yet
    administrator.post(PAGE, data=entry)
    assert administrator.post(f"{PAGE}/test").status_code == 303
    ((headers, body),) = receiver.requests
    (statement,) = json.loads(body)
    origin = app.extensions["settings"].origin
    assert headers["X-Experience-Api-Version"] == "1.0.3"
    assert statement["actor"]["account"] == {"homePage": origin, "name": "payung"}
    assert statement["object"]["id"] == f"{origin}/record-store-test"
    assert "The test has arrived (status 204)." in visible_text(administrator.get(PAGE).text)
    receiver.status = 401
    administrator.post(f"{PAGE}/test")
    assert "It does not accept the credentials (status 401)." in administrator.get(PAGE).text
    assert sign_in(make_person()).post(f"{PAGE}/test").status_code == 403
    assert client.post(f"{PAGE}/test").status_code == 401
    assert len(receiver.requests) == 2
