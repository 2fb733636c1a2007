"""Nobody comes in without an account, and nobody reaches what is another's."""

import pytest

from tests.small_course import CODE
from tests.step_lesson import STEPS, add_step_lesson

PAGES = (
    "/home",
    "/courses",
    f"/courses/{CODE}",
    f"/courses/{CODE}/lessons/M01-L1",
    f"{STEPS}/case",
    f"/courses/{CODE}/scenarios/SC01",
    f"/courses/{CODE}/plan",
    f"/courses/{CODE}/glossary",
    f"/courses/{CODE}/helplines",
    f"/courses/{CODE}/kits/policy",
)
POSTS = (
    f"/courses/{CODE}/join",
    f"/courses/{CODE}/lessons/M01-L1/open",
    f"/courses/{CODE}/lessons/M01-L1/finish",
    f"{STEPS}/try/skip",
    f"/courses/{CODE}/units/{{unit}}/sort",
)


@pytest.fixture
def lesson_in_steps(write, version_id):
    return write(add_step_lesson, version_id)


@pytest.mark.parametrize("path", PAGES)
def test_stranger_is_led_to_the_sign_in(client, version_id, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("path", POSTS)
def test_post_of_a_stranger_is_refused_before_anything_else(client, unit_ids, path):
    assert client.post(path.format(unit=unit_ids["a1"])).status_code == 401


@pytest.mark.parametrize("path", PAGES)
def test_learner_comes_in(browser, lesson_in_steps, path):
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES[3:7])
def test_course_that_one_has_not_joined_shows_no_page_of_it(sign_in, make_person, version_id, path):
    assert sign_in(make_person()).get(path).status_code in (303, 404)


@pytest.mark.parametrize("path", [*PAGES[2:], POSTS[0]])
def test_closed_draft_says_so_to_everybody(write, sign_in, learner, path):
    from courses.catalogue.service import create_course_version
    from lms.kernel.clock import utc_now
    from tests.small_course import small_course

    write(create_course_version, small_course(), now=utc_now())
    client = sign_in(learner)
    answer = client.post(path) if path == POSTS[0] else client.get(path)
    if path.endswith("helplines"):
        assert answer.status_code == 200
    elif "lessons" in path:
        assert answer.location == f"/courses/{CODE}"
    elif "scenarios" in path or path.endswith("plan"):
        assert answer.status_code == 404
    else:
        assert answer.status_code == 403
        assert "ditinjau ahli" in answer.text
