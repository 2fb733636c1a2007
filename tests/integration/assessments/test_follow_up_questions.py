"""Further questions of a follow-up: asked beside the scale, and counted by month."""

from copy import deepcopy
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from sqlalchemy import select

from assessments.analysis.group_counts import GroupCounts
from assessments.attempts.comparison import get_comparison
from assessments.attempts.opening import CourseProgress
from assessments.items.bank import read_bank
from assessments.service import Answer, save_response, start_attempt
from courses.enrolment.models import Enrolment
from courses.follow_up.service import invite
from courses.follow_up.window import Window
from lms.workflows.attempts.take_assessment import finish_attempt
from lms.workflows.evaluation.example_programme import fill_with_learners

from .conftest import HOUR, START
from .evaluation_world import evaluate, join, rating_values, right_values, sit, stored_summaries
from .test_start import item_codes

SHIPPED = Path("courses/content/poesa-el/items.yaml")
MONTH = timedelta(days=31)
REVERSED = "SE02"


@pytest.fixture(scope="session")
def document(document):
    document = deepcopy(document)
    document["follow_up_questions"] = yaml.safe_load(SHIPPED.read_text())["follow_up_questions"]
    statements = document["self_efficacy"]["items"]
    next(entry for entry in statements if entry["id"] == REVERSED)["reverse"] = True
    return document


@pytest.fixture(scope="session")
def bank(document):
    """Not the bank of other modules: that one may have been read from their document."""
    return read_bank(document)


def ask(session, person_id, version_id, months, *, now):
    enrolment_id = session.scalars(
        select(Enrolment.id).where(
            Enrolment.person_id == person_id, Enrolment.course_version_id == version_id
        )
    ).one()
    invite(session, enrolment_id, Window(months, now, now + 3 * MONTH), is_notified=False, now=now)


def answer(session, course, person_id, task, *, rating, invited_at):
    """A whole questionnaire with the same point everywhere, counted from 0."""
    attempt_id = start_attempt(
        session,
        learner_id=person_id,
        context_id=course.context_id,
        cohort_id=course.cohort_id,
        purpose=task,
        progress=CourseProgress(invited_at=invited_at),
        now=invited_at + HOUR,
    )
    session.flush()
    if "self" in task:
        values = rating_values(session, attempt_id, rating)
    else:
        values = right_values(session, attempt_id)[: 5 * rating]
    for position, value in enumerate(values, start=1):
        save_response(
            session,
            attempt_id=attempt_id,
            learner_id=person_id,
            position=position,
            response_id=uuid4(),
            response=Answer({"answer": [value]}),
            now=invited_at + HOUR,
        )
    finish_attempt(session, attempt_id, person_id=person_id, now=invited_at + HOUR)
    return attempt_id


@pytest.fixture
def finished(write, course):
    """A person with both tests and both scales, who was invited after three months."""

    def finished(now=START):
        person_id = write(join, course.cohort_id, now=now)
        write(sit, course, person_id, "self-efficacy-before", correct=1, now=now)
        write(sit, course, person_id, "pre", correct=8, now=now)
        write(sit, course, person_id, "post", correct=16, now=now + HOUR)
        write(sit, course, person_id, "self-efficacy-after", correct=3, now=now + HOUR)
        write(ask, person_id, course.context_id, 3, now=now + 3 * MONTH)
        return person_id

    return finished


def test_the_follow_up_asks_the_statements_and_the_questions(finished, course, write, read):
    person_id = finished()
    invited_at = START + 3 * MONTH
    attempt_id = write(
        answer, course, person_id, "self-efficacy-follow-up", rating=2, invited_at=invited_at
    )
    codes = read(item_codes, attempt_id)
    assert len(codes) == 14
    assert set(codes) >= {"SE01", "FQ01", "FQ04"}


def test_questions_show_their_own_words_and_how_answers_are_used(finished, course, write, sign_in):
    person_id = finished()
    invited_at = START + 3 * MONTH
    attempt_id = write(
        start_attempt,
        learner_id=person_id,
        context_id=course.context_id,
        cohort_id=course.cohort_id,
        purpose="self-efficacy-follow-up",
        progress=CourseProgress(invited_at=invited_at),
        now=invited_at,
    )
    client = sign_in(person_id)
    page = unescape(client.get(f"/attempts/{attempt_id}/scale").text)
    assert "<span>Saya tidak punya rencana</span>" in page
    assert "sedikitnya sepuluh orang" in page
    intro = client.get("/courses/POESA-EL/assessments/self-efficacy-follow-up").text
    assert "4 pertanyaan" in intro


def test_the_mean_rating_turns_reversed_statements_and_leaves_questions_out(
    finished, course, write, read
):
    person_id = finished()
    write(
        answer,
        course,
        person_id,
        "self-efficacy-follow-up",
        rating=0,
        invited_at=START + 3 * MONTH,
    )
    shown = read(get_comparison, learner_id=person_id, context_id=course.context_id)
    assert shown.confidence_before == pytest.approx((9 * 2 + 4) / 10)
    assert shown.confidence_later == pytest.approx((9 * 1 + 5) / 10)


@pytest.fixture
def counts(app, new_session, course):
    def counts(now):
        evaluate(app, new_session, course.context_id, now=now)
        with new_session() as session:
            row = stored_summaries(session, course.context_id)["all", ""]
            return GroupCounts.from_json(row.counts)

    return counts


def test_follow_ups_are_counted_by_the_months_of_their_invitation(finished, course, write, counts):
    people = [finished() for _ in range(12)]
    for person_id in people[:11]:
        for task in ("follow-up", "self-efficacy-follow-up"):
            write(answer, course, person_id, task, rating=3, invited_at=START + 3 * MONTH)
    for person_id in people[:10]:
        write(ask, person_id, course.context_id, 6, now=START + 6 * MONTH)
        write(answer, course, person_id, "follow-up", rating=2, invited_at=START + 6 * MONTH)
    shown = counts(START + 8 * MONTH)
    stages = ("asked-3", "tested-3", "rated-3", "asked-6", "tested-6")
    assert [shown.flow[stage] for stage in stages] == [12, 11, 11, 10, 10]
    assert "rated-6" not in shown.flow
    three, six = shown.follow_ups["3"], shown.follow_ups["6"]
    assert (three.since_post.n, three.since_post.pre, three.since_post.post) == (11, 880, 825)
    assert (six.since_post.n, six.since_post.pre, six.since_post.post) == (10, 800, 500)
    assert three.answers["FQ02"] == {"4": 11}
    assert six.answers == {}
    assert (three.scale.n, three.scale.pre / 11) == (11, pytest.approx((9 * 4 + 2) / 10))


def test_reliability_rests_on_people_who_answered_everything_twice(finished, course, write, counts):
    for _ in range(10):
        finished()
    person_id = write(join, course.cohort_id, now=START)
    for task in ("self-efficacy-before", "pre", "post", "self-efficacy-after"):
        write(sit, course, person_id, task, correct=1, answers_from=1, now=START)
    shown = counts(START + 8 * MONTH)
    assert (shown.n, shown.flow["matched"]) == (11, 11)
    assert {sums.n for sums in shown.confidence.values()} == {10}
    assert (shown.scales["before"].n, shown.scales["after"].n, shown.scale.n) == (10, 10, 10)
    assert shown.scales["before"].points[REVERSED] == {4.0: {0.0: 10}}
    assert shown.scales["before"].points["SE01"] == {2.0: {0.0: 10}}


def test_invented_learners_answer_as_their_shares_say(app, write, new_session, course):
    now = START + timedelta(days=300)
    facts = {"course_version_id": course.context_id, "count": 200, "seed": 1, "now": now}
    truth = write(fill_with_learners, **facts).follow_ups[3]
    evaluate(app, new_session, course.context_id, now=now)
    with new_session() as session:
        row = stored_summaries(session, course.context_id)["all", ""]
    answers = GroupCounts.from_json(row.counts).follow_ups["3"].answers["FQ02"]
    people = sum(answers.values())
    assert people >= 10
    assert answers["1"] / people == pytest.approx(truth.answer_shares["distress"][0], abs=0.2)
