"""Scores reach the platform: once each, the newest, also after its service was down."""

import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from courses.catalogue.content_models import Lesson
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import enrolment_of
from courses.progress.course_progress import course_progress
from lms.accounts.lti import scores
from lms.accounts.lti.models import LtiResourceLink, LtiScore
from lms.accounts.lti.platforms import switch_platform
from lms.accounts.models import Person
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.lti.grade_service import ENDPOINT, SCORE_SCOPE, score_url
from lms.tasks import sweep
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.completion.finish_lesson import finish_lesson

COURSE, LESSON = "/courses/POESA-EL", "/courses/POESA-EL/lessons/M01-L1"


class GradeService:
    """Token and score addresses of the platform. `status` is that of the answer to scores."""

    def __init__(self, platform):
        self.platform, self.status, self.token_status = platform, 204, 200
        self.scores, self.forms, self.paths = [], [], []

    def answer(self, request):
        if request.path == "/keys":
            keys = {"keys": [self.platform.key.as_dict(private=False)]}
            return Response(json.dumps(keys))
        if request.path == "/token":
            self.forms.append(parse_qs(request.get_data(as_text=True)))
            body = {"access_token": "secret-1", "token_type": "Bearer", "expires_in": 3600}
            return Response(json.dumps(body), self.token_status)
        assert request.headers["Authorization"] == "Bearer secret-1"
        assert request.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
        self.paths.append(request.full_path)
        if self.status < 300:
            self.scores.append(json.loads(request.get_data()))
        return Response(status=self.status)


@pytest.fixture
def service(platform):
    service = GradeService(platform)
    platform.answer = service.answer
    return service


@pytest.fixture
def launch(browser, platform, service, course):
    """Launch a page whose line item is that of Moodle, with a query."""

    def launch(target=COURSE, link="link-1", scope=(SCORE_SCOPE,), query="?type_id=3"):
        platform.custom = {"target": target}
        claim = {"scope": list(scope), "lineitem": f"{platform.origin}/7/lineitems/9/{link}{query}"}
        link_claim = "https://purl.imsglobal.org/spec/lti/claim/resource_link"
        changes = {ENDPOINT: claim, link_claim: {"id": link}}
        response = browser.launch(**changes)
        if response.location == "/lti/first-page":
            page = browser.get("/lti/first-page").text
            assert "receives your score" in page
            assert "Your answers, reflections and action plan stay in Payung" in page
            response = browser.first_launch(**changes)
        assert response.location == target
        return response

    return launch


@pytest.fixture
def finish(new_session):
    """Finish the first lessons of the course, `count` of them."""

    def finish(count):
        with new_session() as session, session.begin():
            enrolment = enrolment_of(session, session.scalars(select(Person.id)).one(), "POESA-EL")
            modules = course_progress(session, enrolment.id, language="id").modules
            codes = [lesson.code for module in modules for lesson in module.lessons][:count]
            for code in codes:
                lesson_id = session.scalar(select(Lesson.id).where(Lesson.code == code))
                finish_lesson(
                    session,
                    person_id=enrolment.person_id,
                    enrolment_id=enrolment.id,
                    lesson_id=lesson_id,
                    state="done",
                    now=utc_now(),
                )

    return finish


@pytest.fixture
def at_once(new_session, app):
    """Run what is due, also what would be tried again later."""

    def at_once():
        with new_session() as session, session.begin():
            session.execute(update(Job).where(Job.state == "waiting").values(due_at=utc_now()))
        sweep(app)

    return at_once


def stored(new_session):
    with new_session() as session:
        return session.scalars(select(LtiScore)).one()


def test_finished_lesson_is_scored_once(app, launch, service, finish, client):
    launch(LESSON)
    sweep(app)
    (first,) = service.scores
    assert (first["scoreGiven"], first["activityProgress"]) == (0, "InProgress")
    finish(1)
    sweep(app)
    sweep(app)
    assert len(service.scores) == 2
    score = service.scores[-1]
    assert score.pop("timestamp").endswith("Z")
    assert score == {
        "userId": "user-7",
        "scoreGiven": 100,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    assert set(service.paths) == {"/7/lineitems/9/link-1/scores?type_id=3"}
    form = service.forms[-1]
    assert form["scope"] == [SCORE_SCOPE]
    keys = KeySet.import_key_set(client.get("/lti/jwks.json").json)
    claims = jwt.decode(form["client_assertion"][0], keys, algorithms=["RS256"]).claims
    assert claims["iss"] == claims["sub"] == "client-1"
    assert claims["aud"] == f"{service.platform.origin}/token"


def test_course_is_scored_by_its_lessons_and_full_with_its_end(
    app, launch, service, finish, new_session
):
    launch(COURSE)
    finish(3)
    sweep(app)
    percent = service.scores[-1]["scoreGiven"]
    assert 0 < percent < 99
    finish(100)
    sweep(app)
    assert service.scores[-1]["scoreGiven"] == 99
    with new_session() as session, session.begin():
        session.execute(update(Enrolment).values(completed_at=utc_now()))
        scores.request_scores(session, session.scalars(select(Person.id)).one(), now=utc_now())
    sweep(app)
    last = service.scores[-1]
    assert (last["scoreGiven"], last["activityProgress"]) == (100, "Completed")


def test_two_links_of_one_person_have_scores_of_their_own(app, launch, service, finish):
    launch(LESSON, "link-1")
    launch(COURSE, "link-2")
    finish(1)
    sweep(app)
    by_link = {
        path.split("/")[4]: score for path, score in zip(service.paths, service.scores, strict=True)
    }
    assert by_link["link-1"]["scoreGiven"] == 100
    assert by_link["link-2"]["scoreGiven"] < 100


def test_service_that_is_down_for_two_days_gets_the_newest_score(
    app, launch, service, finish, at_once, new_session
):
    launch(COURSE)
    service.status = 503
    sweep(app)
    with new_session() as session, session.begin():
        two_days_ago = utc_now() - timedelta(days=2)
        session.execute(update(LtiScore).values(failing_since=two_days_ago, failures=40))
    at_once()
    row = stored(new_session)
    assert row.due_at is not None
    assert row.due_at - utc_now() > timedelta(hours=5)
    assert row.problem == "score-503"
    finish(2)
    service.status = 200
    at_once()
    assert len(service.scores) == 1
    assert stored(new_session).due_at is None
    assert stored(new_session).problem is None


def test_service_that_is_down_for_a_week_is_given_up_and_shown(
    launch, service, at_once, new_session, make_person, sign_in, platform
):
    launch(COURSE)
    service.token_status = 500
    at_once()
    administrator = sign_in(make_person(roles=["administrator"], language="en"))
    page = administrator.get("/admin/platforms/").text
    assert "1 score could not be delivered yet" in page
    assert "It says: token-500. Next try: " in page
    with new_session() as session, session.begin():
        counts = scores.count_scores(session, platform.id)
        assert (counts.waiting, counts.given_up) == (1, 0)
        session.execute(update(LtiScore).values(failing_since=utc_now() - timedelta(days=8)))
    at_once()
    row = stored(new_session)
    assert (row.due_at, row.problem) == (None, "token-500")
    with new_session() as session:
        counts = scores.count_scores(session, platform.id)
    assert (counts.waiting, counts.given_up) == (0, 1)


@pytest.mark.parametrize("status", [404, 410])
def test_line_item_that_is_deleted(status, app, launch, service, new_session):
    launch(COURSE)
    service.status = status
    sweep(app)
    row = stored(new_session)
    assert (row.due_at, row.problem) == (None, "line-item-gone")


def test_platform_that_is_stopped_gets_scores_once_it_is_started(
    app, launch, service, new_session, platform
):
    launch(COURSE)

    def switch(active):
        with new_session() as session, session.begin():
            switch_platform(session, platform.id, active=active, changed_by=None, now=utc_now())

    switch(False)
    sweep(app)
    assert service.scores == []
    switch(True)
    sweep(app)
    assert len(service.scores) == 1


def test_platform_that_does_not_ask_for_scores(app, launch, service, new_session, browser):
    browser.first_launch()
    launch(COURSE, scope=())
    launch("/certificates")
    sweep(app)
    assert service.forms == []
    with new_session() as session:
        assert session.scalars(select(LtiResourceLink)).all() == []


def test_link_that_opens_another_page_is_scored_anew(app, launch, service, finish):
    launch(COURSE)
    finish(1)
    sweep(app)
    launch(LESSON)
    sweep(app)
    assert service.scores[-1]["scoreGiven"] == 100


def test_erased_person_has_no_scores(app, launch, service, finish, new_session):
    launch(COURSE)
    with new_session() as session, session.begin():
        person_id = session.scalars(select(Person.id)).one()
        erase_person(session, person_id, certificate_choices={}, now=utc_now())
    sweep(app)
    assert service.scores == []
    with new_session() as session:
        assert session.scalars(select(LtiScore)).all() == []


@pytest.mark.parametrize(
    ("line_item", "expected"),
    [
        ("https://a.example/items/1", "https://a.example/items/1/scores"),
        ("https://a.example/items/1/", "https://a.example/items/1/scores"),
        ("https://a.example/i/1?type_id=3", "https://a.example/i/1/scores?type_id=3"),
    ],
)
def test_scores_stand_before_the_query(line_item, expected):
    assert score_url(line_item) == expected
