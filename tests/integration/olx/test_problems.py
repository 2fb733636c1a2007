"""Problems of a course from elsewhere are practised by its learners once their lesson is done."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assessments.attempts.models import AttemptSlot
from assessments.items.models import Item, ItemVersion
from courses.catalogue.content_models import Lesson
from courses.catalogue.queries import completion_rules
from courses.catalogue.service import open_pilot
from courses.enrolment.join_course import join_course
from courses.olx.archive import pack_archive
from courses.progress.completion import completion
from lms.kernel.clock import utc_now
from lms.workflows.attempts.practice import start_practice
from lms.workflows.completion.finish_lesson import finish_lesson

FILES = {
    "course.xml": b'<course url_name="1" course="PROBLEM-1"/>',
    "course/1.xml": b'<course language="id"><chapter><sequential><vertical><problem url_name="p">'
    b'<numericalresponse answer="129"><label>Nomor?</label></numericalresponse></problem>'
    b"</vertical></sequential></chapter></course>",
}


@pytest.fixture
def version_id(read, take, write):
    version_id = take(read(pack_archive(FILES)).content).version_id
    facts = {"name": "Uji", "reason": "Uji", "kind": "local_trial", "now": utc_now()}
    write(open_pilot, version_id, opened_by=None, **facts)
    return version_id


def test_a_problem_is_practised_a_day_after_its_lesson(version_id, write, make_person, new_session):
    person_id, now = make_person(), utc_now()
    enrolled = write(join_course, person_id=person_id, course_code="PROBLEM-1", now=now)
    who = {"person_id": person_id, "enrolment_id": enrolled}
    with new_session() as session:
        lesson = session.scalars(
            select(Lesson.id).where(Lesson.course_version_id == version_id)
        ).one()
    write(finish_lesson, **who, lesson_id=lesson, state="done", now=now)

    attempt_id = write(start_practice, **who, now=now + timedelta(days=2))

    asked = (
        select(Item.code, ItemVersion.review_state, ItemVersion.content["stem_id"].as_string())
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == attempt_id)
    )
    with new_session() as session:
        assert session.execute(asked).all() == [("M01-L1-p", "draft", "Nomor?")]


def test_a_course_without_scenarios_asks_for_none(
    version_id, write, make_person, sign_in, new_session
):
    person_id, now = make_person(), utc_now()
    enrolled = write(join_course, person_id=person_id, course_code="PROBLEM-1", now=now)
    learner = sign_in(person_id)
    assert 'id="scenarios"' not in learner.get("/courses/PROBLEM-1").text
    with new_session() as session:
        rules = completion_rules(session, version_id)
        assert rules.scenarios_required == 0
        assert completion(session, enrolled).has_scenarios(rules.scenarios_required)


MATHS = {
    **FILES,
    "course.xml": b'<course url_name="1" course="MATHS-1"/>',
    "course/1.xml": rb'<course language="id"><chapter><sequential><vertical><html url_name="h">'
    rb"&lt;p&gt;Area \(\frac{1}{2} a_1 b_1\)&lt;/p&gt;</html>"
    rb'<problem url_name="p"><multiplechoiceresponse><label>Is \(x^2 &lt; 4\)?</label><choicegroup>'
    rb'<choice correct="true">If \(x=1\)</choice><choice correct="false">No</choice></choicegroup>'
    rb"</multiplechoiceresponse></problem></vertical></sequential></chapter></course>",
}


def test_formulas_of_a_course_are_shown_as_mathml(read, take, write, make_person, sign_in):
    version_id = take(read(pack_archive(MATHS)).content).version_id
    facts = {"name": "Uji", "reason": "Uji", "kind": "local_trial", "now": utc_now()}
    write(open_pilot, version_id, opened_by=None, **facts)
    person_id = make_person()
    write(join_course, person_id=person_id, course_code="MATHS-1", now=utc_now())

    page = sign_in(person_id).get("/courses/MATHS-1/lessons/M01-L1").text

    assert page.count("<math") == 3
    assert "\\(" not in page
