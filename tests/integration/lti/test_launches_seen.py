"""The page of a platform says what was launched last, and why launches were rejected."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from lms.accounts.lti import rejections
from lms.accounts.lti.models import LtiPlatform as PlatformRow
from lms.accounts.lti.models import LtiRejection
from lms.accounts.lti.platforms import switch_platform
from lms.accounts.lti.rejections import is_launch_due
from lms.kernel.clock import utc_now
from lms.lti.errors import REASONS as CODES
from lms.lti.rejection_labels import REASONS
from lms.workflows.accounts.tidy_accounts import delete_stale_rows
from tests.integration.lti.conftest import FIRST_PAGE
from tests.lti_platform import CLAIM
from tests.visible_text import visible_text

LESSON = "/courses/POESA-EL/lessons/M01-L1"


@pytest.fixture
def seen(administrator, platform):
    """The words of the page of the platform about launches."""

    def seen():
        page = administrator.get(f"/admin/platforms/{platform.id}").text
        section = re.search(r'aria-labelledby="launches".*?</section>', page, re.DOTALL)
        return " ".join(visible_text(section[0]).split())

    return seen


@pytest.fixture
def stored(new_session):
    """Code, what was received, and count of each stored row, newest first."""

    def stored():
        with new_session() as session:
            rows = session.scalars(select(LtiRejection).order_by(LtiRejection.last_at.desc()))
            return [(row.code, json.loads(row.received), row.count) for row in rows]

    return stored


def make_due(new_session):
    """As if the last launch were a minute old."""
    set_last_launch(new_session, utc_now() - timedelta(minutes=1))


def set_last_launch(new_session, then):
    with new_session() as session, session.begin():
        session.execute(update(PlatformRow).values(launched_at=then))


def test_platform_without_launches(seen):
    assert "No launch has opened a page yet." in seen()
    assert "No launch was rejected in the last 90 days." in seen()


def test_last_launch_is_seen_afterwards(seen, browser, platform, course, new_session):
    platform.custom = {"target": LESSON}
    browser.launch()
    assert "It opened: /lti/first-page" in seen()
    browser.post("/lti/first-page", FIRST_PAGE)
    make_due(new_session)
    browser.launch()
    assert f"It opened: {LESSON}" in seen()
    make_due(new_session)
    browser.launch(**platform.deep_link())
    assert "It opened: /lti/pick" in seen()


@pytest.mark.parametrize(("seconds", "is_due"), [(4, False), (5, True)])
def test_launch_is_due_five_seconds_after_the_last_that_was_noted(seconds, is_due):
    now = utc_now()
    assert is_launch_due(now - timedelta(seconds=seconds), now=now) is is_due


def test_launches_of_a_moment_are_noted_once(seen, browser, platform, course, new_session):
    browser.first_launch()
    platform.custom = {"target": LESSON}
    set_last_launch(new_session, utc_now() + timedelta(seconds=30))  # as if the next came at once
    assert browser.launch().location == LESSON
    assert "It opened: /lti/first-page" in seen()


def test_rejected_launch_is_no_last_launch(seen, browser):
    browser.launch(aud="another-tool")
    assert "No launch has opened a page yet." in seen()


def test_rejections_are_counted_by_reason(seen, stored, browser, platform, course):
    for _ in range(2):
        browser.launch(**{f"{CLAIM}deployment_id": "2"})
    platform.custom = {"target": "/courses/POESA-EL/lessons/M01-L99"}
    browser.launch()
    assert stored() == [
        (
            "lti-target-unknown",
            {"resource_link_id": "link-1", "target": "/courses/POESA-EL/lessons/M01-L99"},
            1,
        ),
        ("lti-deployment-unknown", {"deployment_id": "2"}, 2),
    ]
    words = seen()
    assert "The deployment id is not entered here 2 times, the last on" in words
    assert "lti-deployment-unknown Deployment id 2" in words
    assert "Page that the link names /courses/POESA-EL/lessons/M01-L99" in words


def test_wrong_links_are_told_apart(stored, browser, platform, course):
    for lesson in ("M01-L98", "M01-L99"):
        platform.custom = {"target": f"/courses/POESA-EL/lessons/{lesson}"}
        browser.launch()
    assert [count for _code, _received, count in stored()] == [1, 1]


def test_no_token_and_nothing_of_the_person_is_stored(stored, browser, new_session):
    sent = browser.start()
    token = browser.platform.token(nonce="another", email="ratna@contoh.id")
    browser.launch(sent=sent, token=token)
    browser.launch(sub=None)
    browser.launch(**{f"{CLAIM}message_type": "LtiStartProctoring"})
    assert {code for code, _received, _count in stored()} == {
        "lti-nonce-wrong",
        "lti-user-missing",
        "lti-message-unsupported",
    }
    with new_session() as session:
        rows = session.scalars(select(LtiRejection)).all()
    for row in rows:
        values = [str(getattr(row, column.name)) for column in LtiRejection.__table__.columns]
        for secret in (token, "ratna", "Ratna", "user-7", sent["state"], sent["nonce"]):
            assert secret not in " ".join(values)
        assert row.received == "{}"


def test_login_that_anybody_can_begin_leaves_no_text(stored, browser, platform):
    response = browser.get("/lti/login", query_string=platform.login(client_id="ratna@contoh.id"))
    assert "ratna@contoh.id" in response.text
    browser.get("/lti/login", query_string=platform.login(iss="https://other.example"))
    assert stored() == [("lti-platform-unknown", {}, 1)]


def test_stopped_platform_counts_its_launches(stored, browser, platform, new_session):
    with new_session() as session, session.begin():
        switch_platform(session, platform.id, active=False, changed_by=None, now=utc_now())
    browser.get("/lti/login", query_string=platform.login())
    assert stored() == [("lti-platform-stopped", {}, 1)]


def test_at_most_twenty_rows_are_kept_the_newest(new_session, platform):
    with new_session() as session, session.begin():
        for number in range(25):
            received, now = {"target": f"/{number}"}, utc_now()
            rejections.record_rejection(session, [platform.id], "lti-busy", received, now=now)
    with new_session() as session:
        kept = rejections.rejections(session, platform.id)
        assert session.scalar(select(func.count()).select_from(LtiRejection)) == 20
    assert [entry.received["target"] for entry in kept] == [f"/{n}" for n in range(24, 4, -1)]


def test_old_rejections_are_deleted(new_session, platform):
    with new_session() as session, session.begin():
        for days in (91, 89):
            received, now = {"target": f"/{days}"}, utc_now() - timedelta(days=days)
            rejections.record_rejection(session, [platform.id], "lti-busy", received, now=now)
        delete_stale_rows(session, now=utc_now())
    with new_session() as session:
        (kept,) = rejections.rejections(session, platform.id)
    assert kept.received == {"target": "/89"}


def test_each_reason_has_words_and_fits():
    assert REASONS.keys() == CODES
    assert max(map(len, CODES)) <= LtiRejection.code.type.length


def test_only_administrators_see_it(make_person, sign_in, client, platform):
    address = f"/admin/platforms/{platform.id}"
    assert sign_in(make_person()).get(address).status_code == 403
    assert client.get(address).status_code == 303
