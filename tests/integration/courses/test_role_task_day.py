"""In the takeaway learners plan the task of their role; an error is at its field."""

import re

import pytest

from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from tests.factories import course_files_with_steps, make_course

STEP = "/courses/POESA-EL/lessons/M02-L1/steps/takeaway"


@pytest.fixture
def browser(write, make_person, sign_in):
    write(make_course, files=course_files_with_steps())
    learner = make_person(language="id", audience="teacher")
    write(join_course, person_id=learner, course_code="POESA-EL", now=utc_now())
    signed_in = sign_in(learner)
    signed_in.post("/courses/POESA-EL/lessons/M01-L1/open")
    return signed_in


def test_a_day_is_planned_and_a_wrong_one_is_told_at_its_field(browser):
    page = browser.get(STEP).text
    assert "Tandai satu angka di papan sekolah" in page
    assert '<button class="btn " type="submit">Simpan harinya</button>' in page
    handler = re.search(r'action="([^"]+/plan)"', page)[1]
    rejected = browser.post(handler, data={"day": "besok"})
    assert rejected.status_code == 422
    assert "Tulis tanggal, misalnya 2027-01-31." in rejected.text
    assert 'value="besok"' in rejected.text
    assert "Bawa pulang" in rejected.text
    planned = browser.post(handler, data={"day": "2027-01-31"}, headers={"Referer": STEP})
    assert planned.status_code == 303
    page = browser.get(STEP).text
    assert "Direncanakan untuk 31 Januari 2027." in page
    assert "Ubah harinya" in page
    assert "Simpan harinya" not in page


def test_a_form_without_a_day_is_told_at_its_field_and_a_day_can_be_removed(browser):
    handler = re.search(r'action="([^"]+/plan)"', browser.get(STEP).text)[1]
    rejected = browser.post(handler, data={"day": ""})
    assert rejected.status_code == 422
    assert "Pilih dulu tanggalnya." in rejected.text
    for day in ("2027-01-31", ""):
        sent = browser.post(handler, data={"day": day}, headers={"Referer": STEP})
        assert sent.status_code == 303
    page = browser.get(STEP).text
    assert "Tanggalnya dihapus." in page
    assert "Direncanakan untuk" not in page
    assert "Simpan harinya" in page
