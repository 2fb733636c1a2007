"""The pages of lessons: reading, resuming, finishing, skipping."""

import pytest
from sqlalchemy import select

from courses.progress.completion import completion
from courses.progress.course_progress import course_progress
from courses.progress.models import LessonProgress
from lms.web.catalogue.home import rib_states
from tests.small_course import CODE
from tests.statements import statements_of

LESSON = f"/courses/{CODE}/lessons/M01-L1"


@pytest.fixture
def rows(new_session, enrolment_id):
    """State by lesson, as the database has it now."""

    def rows():
        with new_session() as session:
            progress = course_progress(session, enrolment_id, language="id")
        return {
            lesson.code: lesson.state for module in progress.modules for lesson in module.lessons
        }

    return rows


def finish(client, lesson, **fields):
    return client.post(f"/courses/{CODE}/lessons/{lesson}/finish", data=fields)


def test_lesson_shows_its_parts(browser):
    page = browser.get(LESSON).text
    for part in ("Pelajaran M01-L1 (id)", "Menerapkan (id)", "Pesan inti", "Bangku kosong"):
        assert part in page
    assert '<q class="say">Ini bukan salahmu.</q>' in page
    assert "<h1>Judul</h1>" not in page


def test_citations_lead_to_source_notes_which_say_what_is_unsure(browser):
    page = browser.get(LESSON).text
    assert 'href="#f01"' in page
    assert 'id="f01"' in page
    before, after = page.split('id="f01"', 1)
    assert "Perlu dicek" not in before
    assert "belum dicek ahli" in after
    assert "Belum pasti (id)" in page


def test_variant_of_the_learners_audience_stands_first_and_open(browser):
    page = browser.get(LESSON).text
    first_variant = page.index("<details")
    assert "Guru (peran Anda)" in page[first_variant : first_variant + 120]
    assert "open" in page[first_variant : first_variant + 40]


def test_a_page_says_that_it_is_a_draft(browser):
    assert 'class="draft"' in browser.get(LESSON).text


def test_opening_is_recorded_once_and_reading_again_writes_nothing(browser, new_session):
    browser.get(LESSON)
    with new_session() as session:
        before = session.scalars(select(LessonProgress)).one()
    browser.get(LESSON)
    with new_session() as session:
        assert session.scalars(select(LessonProgress)).one().visited_at == before.visited_at


def test_home_leads_to_the_lesson_visited_last(browser):
    browser.get(LESSON)
    browser.get(f"/courses/{CODE}/lessons/M01-L2")
    assert f'href="/courses/{CODE}/lessons/M01-L2"' in browser.get("/home").text
    browser.get(LESSON)
    assert f'<a class="btn main wide" href="{LESSON}">' in browser.get("/home").text


def test_done_leads_to_the_next_lesson(browser, rows):
    answer = finish(browser, "M01-L1", next="M01-L2")
    assert (answer.status_code, answer.location) == (303, f"/courses/{CODE}/lessons/M01-L2")
    assert rows()["M01-L1"] == "done"


def test_double_click_and_back_button_change_nothing(browser, rows, new_session):
    for _ in range(3):
        assert finish(browser, "M01-L1").status_code == 303
    assert rows()["M01-L1"] == "done"
    with new_session() as session:
        assert len(session.scalars(select(LessonProgress)).all()) == 1


def test_lesson_on_a_crisis_may_be_skipped_with_equal_credit(browser, new_session, enrolment_id):
    finish(browser, "M02-L1", skip="1")
    finish(browser, "M01-L1")
    with new_session() as session:
        assert completion(session, enrolment_id).lessons_done == 2


def test_skipped_counts_as_done_and_says_that_it_was_left_out(browser):
    finish(browser, "M02-L1", skip="1")
    finish(browser, "M01-L1")
    page = browser.get(f"/courses/{CODE}").text
    assert page.count('class="i done"') == 2
    assert page.count("dilewati, tetap dihitung") == 1


def test_skipped_lesson_may_be_done_later_and_a_done_one_stays_done(browser, rows):
    finish(browser, "M02-L1", skip="1")
    finish(browser, "M02-L1")
    assert rows()["M02-L1"] == "done"
    finish(browser, "M02-L1", skip="1")
    assert rows()["M02-L1"] == "done"


def test_other_lessons_cannot_be_skipped(browser, rows):
    assert finish(browser, "M01-L1", skip="1").status_code == 422
    assert rows()["M01-L1"] == ""


def test_unknown_lesson_is_not_found(browser):
    assert browser.get(f"/courses/{CODE}/lessons/M09-L9").status_code == 404


def test_unknown_lesson_leads_to_the_course(browser):
    page = browser.get(f"/courses/{CODE}/lessons/M09-L9").text
    assert f'<a class="btn main wide" href="/courses/{CODE}">' in page


def test_who_has_not_joined_is_led_to_the_course(sign_in, make_person, version_id):
    answer = sign_in(make_person()).get(LESSON)
    assert (answer.status_code, answer.location) == (303, f"/courses/{CODE}")


def test_progress_of_another_learner_does_not_show(browser, sign_in, make_person, enrol):
    finish(browser, "M01-L1")
    other = make_person()
    enrol(other)
    assert 'class="i done"' not in sign_in(other).get(f"/courses/{CODE}").text


def test_a_lesson_page_asks_at_most_five_queries(app, browser):
    browser.get(LESSON)
    for path in (LESSON, "/home"):
        browser.get(path)
        with statements_of(app) as statements:
            assert browser.get(path).status_code == 200
        assert len(statements) <= 5


def test_ribs_show_modules_done_and_under_way(browser, new_session, enrolment_id):
    finish(browser, "M01-L1")
    finish(browser, "M01-L2")
    browser.get(f"/courses/{CODE}/lessons/M02-L1")
    with new_session() as session:
        progress = course_progress(session, enrolment_id, language="id")
    assert rib_states(progress) == ["done", "now"]
