"""Experts sign a version off: an administrator records it, and says which word was the last."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from courses.catalogue.models import CourseVersion, SignOff
from courses.catalogue.queries import opening
from courses.catalogue.service import create_course_version, sign_off
from courses.catalogue.versions import sign_offs
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from tests.small_course import small_course

WORD = {"reviewer": "Siti Rahmawati", "role": "Advokat pidana", "signed_on": "2026-11-20"}
LAST = {"is_last": "y"}
DAY = date(2026, 11, 20)


@pytest.fixture
def version_id(write):
    """A draft that nobody has opened."""
    return write(create_course_version, small_course(), now=utc_now())


@pytest.fixture
def path(version_id):
    return f"/admin/courses/{version_id}/sign-offs"


@pytest.fixture
def post(administrator, path):
    return lambda **changes: administrator.post(path, data=WORD | changes)


@pytest.fixture
def is_draft(new_session, version_id):
    def is_draft():
        with new_session() as session:
            return opening(session, version_id, is_loopback=False).is_draft

    return is_draft


@pytest.fixture
def audited(new_session):
    """How often a sign-off, and the end of a review, stand in the audit trail."""

    def audited():
        with new_session() as session:
            actions = session.scalars(select(AuditEvent.action)).all()
        return actions.count("course.signed-off"), actions.count("course.reviewed")

    return audited


def count(new_session, model):
    with new_session() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_word_of_an_expert_is_stored_shown_and_audited(
    post, administrator, path, new_session, version_id, administrator_id, is_draft
):
    assert "Nobody has signed this version yet." in administrator.get(path).text
    assert post().status_code == 303
    with new_session() as session:
        row = session.scalars(select(SignOff)).one()
        actions = session.scalars(select(AuditEvent.action)).all()
    assert (row.course_version_id, row.recorded_by) == (version_id, administrator_id)
    assert (row.reviewer, row.role, row.signed_on) == (WORD["reviewer"], WORD["role"], DAY)
    assert "course.signed-off" in actions
    assert "course.reviewed" not in actions
    page = administrator.get(path).text
    assert all(told in page for told in (WORD["reviewer"], WORD["role"], "20 November 2026"))
    assert is_draft()


def test_last_sign_off_ends_the_draft_and_opens_the_version(
    post, administrator, path, new_session, is_draft
):
    assert "Draft, under expert review" in administrator.get("/admin/courses").text
    assert post(**LAST).status_code == 303
    assert not is_draft()
    with new_session() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert {"course.signed-off", "course.reviewed"} <= set(actions)
    assert "Reviewed by experts" in administrator.get("/admin/courses").text
    page = administrator.get(path).text
    assert WORD["reviewer"] in page
    assert 'name="is_last"' not in page  # there is nothing left to end


def test_same_word_sent_twice_is_one_and_may_still_be_told_to_be_the_last(
    post, new_session, is_draft, audited
):
    assert [post().status_code, post().status_code] == [303, 303]
    assert (count(new_session, SignOff), is_draft(), audited()) == (1, True, (1, 0))
    for _click in range(2):
        post(**LAST)
        assert (count(new_session, SignOff), is_draft(), audited()) == (1, False, (1, 1))
    post(reviewer="Budi")
    assert (count(new_session, SignOff), is_draft(), audited()) == (2, False, (2, 1))


def test_of_two_words_at_once_that_are_the_last_one_ends_the_draft(write, version_id):
    """Both pages were read while the version was a draft; the lock lets one after the other."""
    changed = [
        write(
            sign_off,
            version_id,
            reviewer=reviewer,
            role="Psikolog",
            signed_on=DAY,
            recorded_by=None,
            completes_review=True,
            now=utc_now(),
        )
        for reviewer in ("Ani", "Budi", "Budi")
    ]
    told = [(one.is_new, one.ends_draft) for one in changed]
    assert told == [(True, True), (True, False), (False, False)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reviewer": ""},
        {"role": " "},
        {"signed_on": ""},
        {"signed_on": "kemarin"},
        {"signed_on": "0202-11-20"},
        {"signed_on": str(utc_now().date() + timedelta(days=3))},
        {"reviewer": "x" * 201},
    ],
)
def test_half_a_sign_off_signs_nothing(post, new_session, is_draft, wrong):
    answer = post(**LAST, **wrong)
    assert answer.status_code == 422
    assert WORD["role"] in answer.text or "role" in wrong  # what was typed stays
    assert (count(new_session, SignOff), is_draft()) == (0, True)


def test_who_is_no_administrator_signs_nothing(
    app, sign_in, make_person, path, new_session, is_draft
):
    for roles in (["author", "coordinator"], ["expert", "evaluator"], []):
        client = sign_in(make_person(roles=roles))
        assert client.get(path).status_code == 403
        assert client.post(path, data=WORD | LAST).status_code == 403
    assert app.test_client().post(path, data=WORD | LAST).status_code == 401
    assert (count(new_session, SignOff), is_draft()) == (0, True)


def test_only_who_may_record_a_sign_off_is_led_to_it(administrator, sign_in, make_person, path):
    author = sign_in(make_person(roles=["author"]))
    assert path in administrator.get("/admin/courses").text
    assert path not in author.get("/admin/courses").text


def test_sign_offs_stand_in_the_order_of_their_days(write, new_session, version_id):
    for day in (3, 1, 2):
        write(
            sign_off,
            version_id,
            reviewer=f"Ahli {day}",
            role="Psikolog",
            signed_on=date(2026, 12, day),
            recorded_by=None,
            completes_review=False,
            now=datetime(2026, 12, 4, tzinfo=UTC),
        )
    with new_session() as session:
        days = [one.signed_on for one in sign_offs(session, version_id)]
    assert len(days) == 3
    assert all(earlier < later for earlier, later in pairwise(days))


def test_a_version_from_files_is_a_draft_whatever_they_say(write, new_session):
    """The door for a sign-off is a person's; a word in a file is nobody's."""
    write(create_course_version, small_course("hash-2"), now=utc_now())
    with new_session() as session:
        assert session.scalars(select(CourseVersion.review_state)).all() == ["draft"]
