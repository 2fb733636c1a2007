"""Follow-up: invited once, told only with consent, other questions, nothing to pass."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from assessments import errors
from assessments.attempts.opening import CourseProgress
from courses.enrolment.service import enrol_learner, mark_completed
from courses.follow_up.models import FollowUpInvitation
from courses.follow_up.window import months_later
from lms.accounts.consents.service import give_consents
from lms.jobs.follow_up import invite_follow_ups
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.kernel.outbox import OutboxMessage, claim_message
from lms.web.assessments.follow_up import follow_up_task
from lms.web.texts.message_texts import message_text
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.attempts.take_assessment import start_attempt
from lms.workflows.completion.follow_up import enqueue_invitations

from .conftest import START, right_values
from .test_start import item_codes

TEST = "/courses/POESA-EL/assessments/follow-up"
AWAY = "/courses/POESA-EL/follow-up/away"
NOW = utc_now()


@pytest.fixture
def finished(learner, course, write):
    """Somebody who passed and completed the course a little more than three months ago."""
    then = months_later(NOW, -3) - timedelta(days=3)
    learner.sit("pre", correct=9, now=then)
    learner.sit("post", now=then)
    learner.enrolment_id = write(
        enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=then
    )
    write(mark_completed, learner.enrolment_id, now=then)
    return learner


@pytest.fixture
def invite(app, finished):
    def invite():
        with app.app_context():
            invite_follow_ups({})

    return invite


@pytest.fixture
def count(read):
    return lambda model: read(lambda s: s.scalar(select(func.count()).select_from(model)))


def test_everybody_due_is_invited_once_and_told_only_with_consent(invite, finished, write, count):
    invite()
    invite()
    assert (count(FollowUpInvitation), count(OutboxMessage)) == (1, 0)


def test_whoever_wants_messages_gets_one_that_names_no_course(invite, finished, write, count, app):
    write(give_consents, finished.id, purposes=["reminders"], now=NOW)
    invite()
    invite()
    assert (count(FollowUpInvitation), count(OutboxMessage)) == (1, 1)
    message = write(claim_message, now=utc_now())
    with app.test_request_context():
        subject, text = message_text(message.template, message.parameters, channel="email")
    assert "bulan kemudian" in subject
    assert "/home" in text
    assert "/account/data" in text
    assert "Judul" not in text


def test_who_is_erased_or_not_due_is_left_alone(invite, finished, write, make_learner, count):
    write(erase_person, finished.id, certificate_choices={}, now=utc_now())
    late = make_learner()
    enrolment_id = write(
        enrol_learner, person_id=late.id, course_version_id=late.course.context_id, now=NOW
    )
    write(mark_completed, enrolment_id, now=NOW)
    invite()
    assert count(FollowUpInvitation) == 0


def test_invitations_are_asked_for_once_a_day_at_a_decent_hour(write, read):
    write(enqueue_invitations, now=START)
    write(enqueue_invitations, now=START)
    job = read(lambda s: s.scalars(select(Job).where(Job.kind == "invite-follow-ups")).one())
    assert job.due_at.hour == 2


def begin(write, finished, task="follow-up", now=None):
    return write(
        start_attempt,
        person_id=finished.id,
        enrolment_id=finished.enrolment_id,
        purpose=task,
        now=now or utc_now(),
    )


def test_uninvited_nobody_begins(finished, write, sign_in):
    with pytest.raises(errors.FollowUpNotOpen):
        begin(write, finished)
    assert "Undangannya" in sign_in(finished.id).get(TEST).text


def test_it_asks_other_questions_than_pre_and_post_test_and_each_invitation_once(
    invite, finished, write, read
):
    invite()
    attempt_id = begin(write, finished)
    codes = read(item_codes, attempt_id)
    assert len(codes) == 20
    assert all("-R" in code for code in codes)
    finished.submit(attempt_id, now=utc_now())
    with pytest.raises(errors.FollowUpNotOpen):
        begin(write, finished)


def test_second_follow_up_asks_the_other_half_of_the_pool(finished, read):
    met = []
    for months in (3, 6):
        invited = START + timedelta(days=30 * months)
        way = {"progress": CourseProgress(invited_at=invited), "now": invited}
        met.append(set(read(item_codes, finished.sit("follow-up", **way))))
    assert not met[0] & met[1]


def test_result_shows_score_and_objectives_but_no_pass(invite, finished, write, sign_in, read):
    invite()
    attempt_id = begin(write, finished)
    finished.save(attempt_id, 1, read(right_values, attempt_id)[0], now=utc_now())
    finished.submit(attempt_id, now=utc_now())
    result = finished.result(attempt_id)
    assert (result.percent, result.has_passed) == (5, None)
    assert result.mastery
    page = unescape(sign_in(finished.id).get(f"/attempts/{attempt_id}/result").text)
    assert "tidak ada batas lulus" in page
    assert "self-efficacy-follow-up" in page


@pytest.fixture
def next_task(finished, read):
    """The task that the invitation on the home page leads to."""

    def next_task():
        found = read(follow_up_task, finished.enrolment_id, finished.states())
        return found and found.slug

    return next_task


def test_invitation_leads_through_test_and_scale_and_then_is_quiet(
    invite, finished, write, next_task
):
    assert next_task() is None
    invite()
    assert next_task() == "follow-up"
    finished.submit(begin(write, finished), now=utc_now())
    assert next_task() == "self-efficacy-follow-up"
    finished.submit(begin(write, finished, "self-efficacy-follow-up"), now=utc_now())
    assert next_task() is None


def test_follow_up_put_away_stays_open(invite, finished, write, sign_in, next_task):
    invite()
    assert sign_in(finished.id).post(AWAY).location == "/home"
    assert next_task() is None
    assert begin(write, finished)


def test_stranger_cannot_put_it_away(invite, finished, make_person, sign_in, read):
    invite()
    assert sign_in(make_person()).post(AWAY).status_code == 404
    assert read(lambda s: s.scalars(select(FollowUpInvitation)).one()).put_away_at is None
