"""A course whose bank holds no statements of confidence."""

from dataclasses import replace

import pytest

from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from tests.factories import course_files, make_course

COURSE = "/courses/POESA-EL"


@pytest.fixture
def reader(write, make_person, sign_in):
    whole = course_files()
    items = {name: part for name, part in whole.items.items() if name != "self_efficacy"}
    write(make_course, files=replace(whole, items=items, content_hash="no scale"))
    person_id = make_person()
    write(join_course, person_id=person_id, course_code="POESA-EL", now=utc_now())
    return sign_in(person_id)


def test_a_learner_is_led_to_no_scale_of_confidence(reader):
    for page in ("/", COURSE, f"{COURSE}/assessments/pre"):
        answer = reader.get(page)
        assert answer.status_code == 200
        assert "assessments/self-efficacy" not in answer.text
    for task in ("self-efficacy-before", "self-efficacy-after"):
        assert reader.get(f"{COURSE}/assessments/{task}").status_code == 404
        started = reader.post(f"{COURSE}/assessments/{task}", follow_redirects=True)
        assert started.status_code == 404
