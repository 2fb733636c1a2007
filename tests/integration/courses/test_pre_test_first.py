"""The pre-test is offered before the first lesson, after which it cannot be begun."""

import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from assessments.items.bank import read_bank
from assessments.service import import_bank
from courses.progress.models import LessonProgress
from lms.kernel.clock import new_id, utc_now
from tests.printed_files import list_prints
from tests.small_course import CODE

LESSON = f"/courses/{CODE}/lessons/M01-L1"
PRE_TEST = f"/courses/{CODE}/assessments/pre"
ITEMS = Path("tests/fixtures/courses/poesa-el-0.1/items.yaml")


@pytest.fixture
def bank(write, version_id):
    document = yaml.safe_load(ITEMS.read_text())
    write(import_bank, read_bank(document), context_id=version_id, now=utc_now())


@pytest.fixture
def opened(new_session):
    def opened():
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(LessonProgress))

    return opened


def test_first_lesson_offers_the_pre_test_and_opens_nothing(bank, browser, opened):
    page = browser.get(LESSON).text
    assert f'href="/courses/{CODE}/assessments/pre"' in page
    assert "Pelajaran M01-L1 (id)" not in page
    assert opened() == 0


def test_page_that_keeps_the_course_offers_to_go_on_without_it(bank, browser):
    assert f'action="{LESSON}/open"' in browser.get(f"/courses/{CODE}/offline").text
    browser.post(f"{LESSON}/open")
    assert "/open" not in browser.get(f"/courses/{CODE}/offline").text


def test_its_page_and_home_say_that_it_may_be_left_out(bank, browser):
    intro = browser.get(PRE_TEST).text
    assert "Boleh dilewati: pelajaran pertama terbuka juga tanpa prates" in intro
    assert f'href="/courses/{CODE}">Lewati, ke halaman kursus</a>' in intro
    home = browser.get("/home").text
    assert "boleh juga dilewati" in home
    assert "semenit per soal" in home


def test_test_of_a_course_with_content_warnings_warns_too_while_it_can_be_taken(bank, browser):
    sentence = "Beberapa soal menyebut kekerasan atau keinginan mati, tanpa rincian"
    assert sentence in browser.get(PRE_TEST).text
    assert sentence not in browser.get(PRE_TEST.replace("pre", "self-efficacy-before")).text
    browser.post(f"{LESSON}/open")
    assert sentence not in browser.get(PRE_TEST).text


def test_one_that_is_begun_stays_open_and_the_page_says_so(bank, browser):
    begun = browser.post(PRE_TEST, data={"attempt_id": str(new_id())}).location
    assert "tetap dapat diselesaikan nanti" in browser.get(LESSON).text
    browser.post(f"{LESSON}/open")
    assert browser.get(begun, follow_redirects=True).status_code == 200
    intro = browser.get(PRE_TEST).text
    assert "dapat dimulai sampai Anda membuka pelajaran pertama" in intro
    assert "Prates terbuka" not in intro


def test_learner_may_go_on_without_it(bank, browser, opened):
    answer = browser.post(f"{LESSON}/open")
    assert (answer.status_code, answer.location) == (303, LESSON)
    assert opened() == 1
    assert "Pelajaran M01-L1 (id)" in browser.get(LESSON).text


def test_any_later_lesson_needs_no_second_word(bank, browser):
    browser.post(f"{LESSON}/open")
    assert "Pelajaran M02-L1 (id)" in browser.get(f"/courses/{CODE}/lessons/M02-L1").text


def test_pre_test_is_closed_once_a_lesson_was_opened(bank, browser):
    browser.post(f"{LESSON}/open")
    start = browser.post(f"/courses/{CODE}/assessments/pre", data={"attempt_id": str(new_id())})
    assert start.status_code == 409
    assert f'href="/courses/{CODE}/assessments/pre"' not in browser.get("/home").text


def test_home_leads_to_the_pre_test_first(bank, browser):
    assert f'href="/courses/{CODE}/assessments/pre"' in browser.get("/home").text


def test_link_of_a_reminder_leads_to_the_pre_test_and_then_to_the_next_lesson(bank, browser):
    step = f"/courses/{CODE}/next"
    assert browser.get(step).location == PRE_TEST
    browser.post(f"{LESSON}/open")
    assert browser.get(step).location == LESSON
    browser.post(f"{LESSON}/finish")
    assert browser.get(step).location == f"/courses/{CODE}/lessons/M01-L2"


def test_link_of_a_reminder_leads_to_what_is_left_when_all_lessons_are_done(browser):
    step, found = f"/courses/{CODE}/next", LESSON
    while "/lessons/" in found:
        browser.post(f"{found}/open")
        assert browser.post(f"{found}/finish").status_code == 303
        before, found = found, browser.get(step).location
        assert found != before
    assert found == card(browser.get("/home"))[0]
    assert found == f"/courses/{CODE}#scenarios"


def test_link_of_a_reminder_leads_anybody_else_to_the_course(
    version_id, sign_in, make_person, client
):
    step = f"/courses/{CODE}/next"
    assert sign_in(make_person()).get(step).location == f"/courses/{CODE}"
    assert client.get(step).location.startswith("/sign-in?next=")


def test_nothing_leads_to_a_pre_test_that_the_post_test_has_closed(bank, browser):
    browser.post(f"/courses/{CODE}/assessments/post", data={"attempt_id": str(new_id())})
    assert browser.get(f"/courses/{CODE}/next").location == LESSON
    home = browser.get("/home").text
    assert PRE_TEST not in home
    assert "Terbuka sampai pascates." in home
    assert "Pelajaran M01-L1 (id)" in browser.get(LESSON).text


def test_course_without_a_pre_test_asks_nothing(browser):
    assert "Pelajaran M01-L1 (id)" in browser.get(LESSON).text


def card(page):
    """What the one card of the home page asks for: where it leads, and the word."""
    found = re.search(r'<a class="btn main(?: wide)?" href="([^"]*)">\s*(.*?)\s*<', page.text)
    return found.groups()


def test_home_offers_the_pre_test_before_the_first_lesson(bank, browser):
    assert card(browser.get("/home")) == (PRE_TEST, "Mulai sekarang")


def test_home_goes_on_with_a_pre_test_under_way(bank, browser):
    browser.post(PRE_TEST, data={"attempt_id": str(new_id())})
    assert card(browser.get("/home")) == (PRE_TEST, "Lanjutkan prates")


def test_home_leads_to_lessons_once_one_is_open(bank, browser):
    browser.post(f"{LESSON}/open")
    assert card(browser.get("/home"))[0] == LESSON


def test_the_print_waits_for_the_pre_test_or_for_going_on_without_it(bank, browser):
    page = f"/courses/{CODE}/print"
    assert f'action="{LESSON}/open"' in browser.get(page).text
    assert browser.get(f"{page}/course.pdf").status_code == 409
    browser.post(f"{LESSON}/open")
    assert f"{page}/course.pdf" in list_prints(browser, page).text
    assert browser.get(f"{page}/course.pdf").status_code == 200
