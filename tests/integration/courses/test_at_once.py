"""Many requests at the same moment: nothing is lost, nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from courses.enrolment.models import Cohort, Enrolment
from courses.progress.models import LessonProgress, ScenarioResult
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

AT_ONCE = 4  # as many as a process answers at a time


def count(new_session, model):
    with new_session() as session:
        return session.scalar(select(func.count()).select_from(model))


def at_once(act, many):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(act, many))


def test_joining_in_many_windows_is_one_enrolment(sign_in, learner, version_id, new_session):
    windows = [sign_in(learner) for _ in range(AT_ONCE)]
    answers = at_once(lambda client: client.post(f"/courses/{CODE}/join").status_code, windows)
    assert answers == [303] * AT_ONCE
    assert (count(new_session, Enrolment), count(new_session, Cohort)) == (1, 1)


def test_many_people_join_one_open_cohort(sign_in, make_person, version_id, new_session):
    windows = [sign_in(make_person()) for _ in range(AT_ONCE)]
    at_once(lambda client: client.post(f"/courses/{CODE}/join"), windows)
    assert (count(new_session, Enrolment), count(new_session, Cohort)) == (AT_ONCE, 1)


def test_finishing_a_lesson_in_many_windows_is_one_line(sign_in, learner, browser, new_session):
    windows = [sign_in(learner) for _ in range(AT_ONCE)]
    path = f"/courses/{CODE}/lessons/M01-L1/finish"
    assert at_once(lambda client: client.post(path).status_code, windows) == [303] * AT_ONCE
    assert count(new_session, LessonProgress) == 1


def test_last_step_of_a_story_in_many_windows_is_one_round(sign_in, learner, browser, new_session):
    address, hidden = forms_of(browser.get(f"/courses/{CODE}/scenarios/SC01"))["choose"]
    windows = [sign_in(learner) for _ in range(AT_ONCE)]
    last = {**hidden, "choice": "0"}
    answers = at_once(lambda client: client.post(address, data=last).status_code, windows)
    assert set(answers) == {303}
    with new_session() as session:
        assert session.scalars(select(ScenarioResult)).one().rounds == 1
