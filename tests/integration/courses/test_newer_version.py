"""Which newer version a learner is offered, how it is begun, and what leads nowhere wrong."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from courses.action_plans.service import save_draft
from courses.cohorts.service import CohortDetails, enrol_in_cohort, open_cohort
from courses.course_files.two_languages import Texts
from courses.enrolment.queries import enrolment_of, enrolments_in_course
from courses.enrolment.service import mark_completed
from courses.progress.service import open_lesson
from lms.accounts.queries import person_profile
from lms.kernel.clock import utc_now
from lms.organisations.service import OrganisationDetails, create_organisation
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course

COURSE, VERSIONS = f"/courses/{CODE}", f"/courses/{CODE}/versions"
CHANGES = Texts("Kasus dulu, baru penjelasan.", "Cases come before explanations.")


def next_files(mark="hash-2", *, label="0.2", lessons=None):
    """A later version of the small course; `lessons` keeps only that many modules."""
    files = small_course(mark)
    meta = replace(files.meta, version=label, changes=CHANGES)
    return replace(files, meta=meta, modules=files.modules[:lessons])


@pytest.fixture
def newer_id(write, version_id, enrolment_id):
    return write(add_version, next_files())


@pytest.fixture
def begin(newer_id):
    return f"{VERSIONS}/{newer_id}/begin"


@pytest.fixture
def browser(browser):
    browser.set_cookie("language", "en")
    return browser


@pytest.fixture
def complete(write, enrolment_id):
    return lambda: write(mark_completed, enrolment_id, now=utc_now())


@pytest.fixture
def active(new_session, learner):
    """The version that the learner takes now."""

    def active():
        with new_session() as session:
            return enrolment_of(session, learner, CODE).course_version_id

    return active


def test_half_way_one_is_told_and_goes_on(browser, begin):
    for page in ("/home", COURSE):
        text = browser.get(page).text
        assert "Yours counts to the end" in text
        assert (VERSIONS in text, begin in text) == (True, False)


def test_half_way_one_may_change_and_come_back(
    browser, begin, active, newer_id, version_id, new_session, learner
):
    browser.get(f"{COURSE}/lessons/M01-L2")
    page = browser.get(VERSIONS).text
    assert "If you change now" in page
    assert CHANGES.en in page
    assert browser.post(begin).status_code == 303
    assert active() == newer_id
    back = f"{VERSIONS}/{version_id}/begin"
    assert f'action="{back}"' in browser.get(VERSIONS).text
    assert browser.post(back).location == COURSE
    assert active() == version_id
    assert f"{COURSE}/lessons/M01-L2" in browser.get("/home").text
    with new_session() as session:
        assert len(enrolments_in_course(session, learner, CODE)) == 2


def test_completed_one_begins_by_one_button(browser, begin, complete, active, newer_id):
    complete()
    assert f'action="{begin}"' in browser.get("/home").text
    assert browser.post(begin, follow_redirects=True).status_code == 200
    assert active() == newer_id


def test_two_tabs_begin_once(browser, begin, complete, sign_in, learner, new_session):
    complete()
    tabs = [sign_in(learner) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda tab: tab.post(begin), tabs))
    assert {answer.location for answer in answers} == {COURSE}
    with new_session() as session:
        assert len(enrolments_in_course(session, learner, CODE)) == 2


def test_completed_version_is_not_taken_up_again(
    browser, begin, complete, active, newer_id, version_id
):
    complete()
    browser.post(begin)
    back = f"{VERSIONS}/{version_id}/begin"
    assert back not in browser.get(VERSIONS).text
    page = browser.post(back, follow_redirects=True)
    assert "not offered to you any more" in page.text
    assert active() == newer_id


def test_version_of_the_same_label_is_a_correction(browser, complete, write, active, version_id):
    correction = write(add_version, next_files(label="0.1"))
    complete()
    assert "/versions" not in browser.get("/home").text
    browser.post(f"{VERSIONS}/{correction}/begin")
    assert active() == version_id


def test_whose_version_is_closed_begins_even_a_correction(
    app, browser, write, administrator_id, active, version_id, complete
):
    from courses.catalogue.service import create_course_version, open_pilot

    now = utc_now()
    correction = write(create_course_version, next_files(label="0.1"), now=now)
    told = {"name": "Uji", "reason": "Uji", "kind": "pilot", "opened_by": administrator_id}
    write(open_pilot, correction, **told, now=now)
    app.extensions["ports"] = replace(app.extensions["ports"], is_loopback=False)
    begin = f"{VERSIONS}/{correction}/begin"
    page = browser.get(COURSE)
    assert (page.status_code, f'action="{begin}"' in page.text) == (403, True)
    assert f'action="{begin}"' in browser.get("/home").text
    browser.post(begin)
    assert active() == correction
    assert browser.get(COURSE).status_code == 200


def test_draft_that_is_not_open_is_not_offered(browser, write, complete, active, version_id):
    from courses.catalogue.service import create_course_version

    closed = write(create_course_version, next_files(), now=utc_now())
    complete()
    assert "/versions" not in browser.get("/home").text
    browser.post(f"{VERSIONS}/{closed}/begin")
    assert active() == version_id


def test_newest_of_several_is_offered_and_no_other(
    browser, begin, complete, write, active, version_id
):
    newest = write(add_version, next_files("hash-3", label="0.3"))
    complete()
    home = browser.get("/home").text
    assert (f"{VERSIONS}/{newest}/begin" in home, begin in home) == (True, False)
    browser.post(begin)
    assert active() == version_id


def test_in_a_cohort_one_finishes_first(
    browser, begin, complete, write, learner, version_id, active, newer_id
):
    school = write(
        create_organisation,
        kind="school",
        facts=OrganisationDetails("SDN"),
        parent_id=None,
        founded_by=None,
        now=utc_now(),
    )
    of_school = {"organisation_id": school, "course_version_id": version_id}
    cohort_id = write(open_cohort, **of_school, facts=CohortDetails("Kelas A"), now=utc_now())
    write(enrol_in_cohort, person_id=learner, cohort_id=cohort_id, now=utc_now())
    page = browser.get(VERSIONS).text
    assert ("Your cohort follows your version" in page, begin in page) == (True, False)
    answer = browser.post(begin, follow_redirects=True)
    assert "Your cohort follows the version" in answer.text
    assert active() == version_id
    complete()
    browser.post(begin)
    assert active() == newer_id


def test_stranger_changes_nothing(app, begin, sign_in, make_person, new_session, learner):
    other = make_person()
    stranger = sign_in(other)
    assert stranger.post(begin).location == COURSE
    assert stranger.get(VERSIONS).location == COURSE
    with new_session() as session:
        assert enrolments_in_course(session, other, CODE) == []
        assert len(enrolments_in_course(session, learner, CODE)) == 1
    assert app.test_client().post(begin).status_code == 401


@pytest.fixture
def save_plan(write, enrolment_id, learner):
    def save(session):
        key_id = person_profile(session, learner).data_key_id
        own = {"enrolment_id": enrolment_id, "person_id": learner, "person_key_id": key_id}
        save_draft(session, **own, content={}, now=utc_now())

    return lambda: write(save)


def test_plan_of_an_earlier_version_is_read_by_its_author_alone(
    browser, begin, complete, save_plan, version_id, sign_in, make_person, enrol
):
    plan = f"{VERSIONS}/{version_id}/plan"
    assert browser.get(plan).status_code == 404
    save_plan()
    complete()
    browser.post(begin)
    assert browser.get(plan).status_code == 200
    other = make_person()
    enrol(other)
    assert sign_in(other).get(plan).status_code == 404


def test_bookmarks_of_the_old_version_lead_into_the_course(
    browser, complete, write, version_id, enrolment_id
):
    shorter = write(add_version, next_files(lessons=1))
    complete()
    browser.post(f"{VERSIONS}/{shorter}/begin")
    for path in ("lessons/M02-L1", "lessons/M02-L1/steps/case", "lessons/M01-L1/steps/case"):
        page = browser.get(f"{COURSE}/{path}", follow_redirects=True)
        assert page.status_code == 200, path
        assert page.request.path.startswith(COURSE)
    gone = browser.get(f"{COURSE}/lessons/M02-L1", follow_redirects=True)
    assert "another version of the course" in gone.text
    assert browser.get(f"{COURSE}/lessons/M99-L1").status_code == 404


def test_lessons_of_the_old_version_do_not_open_the_new_one(
    browser, begin, complete, write, enrolment_id, new_session, version_id
):
    from sqlalchemy import select

    from courses.catalogue.content_models import Lesson

    with new_session() as session:
        lesson_id = session.scalar(
            select(Lesson.id).where(Lesson.course_version_id == version_id).limit(1)
        )
    complete()
    browser.post(begin)
    write(open_lesson, enrolment_id=enrolment_id, lesson_id=lesson_id, now=utc_now())
    assert "0 of 4 lessons done" in browser.get(COURSE).text


def test_course_is_listed_once(browser, begin, complete):
    complete()
    browser.post(begin)
    assert browser.get("/courses").text.count(f'href="{COURSE}"') == 1
