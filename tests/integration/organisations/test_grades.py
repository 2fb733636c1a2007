"""The grades of a class: a line a learner for whoever leads it, and nothing for others."""

import pytest
from sqlalchemy import select

from courses.catalogue.content_models import Lesson
from courses.enrolment.models import Enrolment
from courses.grading.rules import GradingRules, LessonRules
from courses.progress.service import finish_lesson, record_unit
from lms.workflows.completion.recalculate_grades import gradable_blocks, publish_rules, save_rules


@pytest.fixture
def counted(new_session, version_id):
    """The first activity of the course that gives a grade."""
    with new_session() as session:
        lessons = gradable_blocks(session, version_id, language="id")
    return next((one.code, block) for one in lessons for block in one.blocks)


@pytest.fixture
def graded(act, version_id, make_person, counted):
    """From now on that activity counts, and nothing else."""

    def graded(at_least=0):
        author = make_person()
        code, block = counted
        rules = GradingRules({code: LessonRules({block.key: 1})}, at_least=at_least)
        act(save_rules, version_id, rules, seen_version=0, changed_by=author)
        act(publish_rules, version_id, seen_version=1, published_by=author)

    return graded


@pytest.fixture
def enrolled(new_session):
    """The enrolment of somebody."""

    def enrolled(person_id):
        with new_session() as session:
            return session.scalar(select(Enrolment.id).where(Enrolment.person_id == person_id))

    return enrolled


@pytest.fixture
def half_done(act, enrolled, counted):
    """Records half a grade in it."""

    def half_done(person_id):
        unit_id = counted[1].unit_id
        act(record_unit, enrolment_id=enrolled(person_id), unit_id=unit_id, grade=(1.0, 2.0))

    return half_done


@pytest.fixture
def finish_all(act, new_session, version_id):
    """Marks all lessons as done."""

    def finish_all(enrolment_id):
        with new_session() as session:
            of_version = Lesson.course_version_id == version_id
            lessons = session.scalars(select(Lesson.id).where(of_version)).all()
        for lesson_id in lessons:
            act(finish_lesson, enrolment_id=enrolment_id, lesson_id=lesson_id, state="done")

    return finish_all


def test_coordinator_sees_a_line_a_learner(graded, half_done, learner, coordinator, board):
    graded()
    half_done(learner("Ratna"))
    learner("Budi")
    page = coordinator.get(f"{board}/grades").text
    assert page.index("Budi") < page.index("Ratna")
    assert page.count("50 %") == 2
    behind = coordinator.get(f"{board}/grades?page=7").text  # an old address, a smaller class
    assert behind.count("50 %") == 2
    assert f"{board}/grades" in coordinator.get(board).text
    assert "Answers, scores and reflections" not in coordinator.get(board).text


def test_class_without_grades_says_so(learner, coordinator, board):
    learner("Ratna")
    assert "Nothing is graded in this course." in coordinator.get(f"{board}/grades").text
    assert f"{board}/grades" not in coordinator.get(board).text


def test_the_page_of_a_learner_names_a_grade_that_is_still_missing(
    graded, learner, coordinator, board, enrolled, finish_all
):
    graded(at_least=100)
    enrolment_id = enrolled(learner("Ratna"))
    path, missing = f"{board}/learners/{enrolment_id}", "enough in some graded activities"
    assert missing not in coordinator.get(path).text
    finish_all(enrolment_id)
    page = coordinator.get(path).text
    assert missing in page
    assert f"{board}/grades" in page
    assert "Answers, scores and reflections" not in page


def test_others_find_no_grades(graded, found, holder, learner, sign_in, board):
    graded()
    elsewhere = holder("coordinator", "organisation", found("SDN Melati 02"))
    assert elsewhere.get(f"{board}/grades").status_code == 404
    assert sign_in(learner("Ratna")).get(f"{board}/grades").status_code == 404
