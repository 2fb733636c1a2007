"""The ends of a module and of the course."""

import re

import pytest
from sqlalchemy import select, update

from courses.catalogue.content_models import Unit
from courses.enrolment.models import Enrolment
from courses.progress.service import record_unit
from lms.kernel.clock import utc_now
from tests.small_course import CODE
from tests.step_lesson import ADDRESS, ORDER, STEPS, add_step_lesson, question

END = f"/courses/{CODE}/modules/M02/end"
COURSE_END = f"/courses/{CODE}/end"


def finish(client, lesson, **fields):
    return client.post(f"/courses/{CODE}/lessons/{lesson}/finish", data=fields)


@pytest.fixture
def do_steps(write, new_session, enrolment_id):
    """Records the units of a lesson as done, each with this share of its points."""

    def do_steps(lesson_id, **shares):
        with new_session() as session:
            units = session.execute(
                select(Unit.key, Unit.id).where(Unit.lesson_id == lesson_id)
            ).all()
        for key, unit_id in units:
            if key in shares:
                facts = {"enrolment_id": enrolment_id, "unit_id": unit_id, "now": utc_now()}
                write(record_unit, completion=1.0, **facts)
                write(record_unit, grade=(shares[key], 1.0), **facts)

    return do_steps


def test_last_lesson_of_a_module_leads_to_its_end(browser):
    finish(browser, "M02-L1", skip="1")
    answer = finish(browser, "M02-L2")
    assert (answer.status_code, answer.location) == (303, END)


def test_end_of_a_module_says_what_it_was_for_and_what_is_next(browser):
    finish(browser, "M02-L1")
    finish(browser, "M02-L2")
    page = browser.get(END).text
    assert "Modul dua (id)" in page
    assert page.count("Menerapkan (id)") == 2
    assert f'href="/courses/{CODE}/lessons/M01-L1"' in page
    assert re.search(r'class="rib fresh"', page)


def test_a_module_that_was_begun_is_no_open_rib(browser):
    browser.post(f"/courses/{CODE}/lessons/M01-L1/open")
    finish(browser, "M02-L1")
    finish(browser, "M02-L2")
    page = browser.get(END).text
    assert "Payung: 1 dari 2 ruas" in page
    assert re.findall(r'<path class="(rib[^"]*)"', page) == ["rib", "rib fresh"]


def test_lesson_read_again_does_not_end_its_module_again(browser):
    finish(browser, "M02-L1")
    finish(browser, "M02-L2")
    assert finish(browser, "M02-L2").location == f"/courses/{CODE}"


def test_end_of_an_unfinished_or_unknown_module_leads_to_the_course(browser):
    finish(browser, "M02-L1")
    for path in (END, f"/courses/{CODE}/modules/M99/end"):
        answer = browser.get(path)
        assert (answer.status_code, answer.location) == (303, f"/courses/{CODE}")


def test_skipped_lesson_is_offered_once_more_and_looks_done(browser):
    finish(browser, "M02-L1", skip="1")
    finish(browser, "M02-L2")
    page = browser.get(END).text
    assert f'href="/courses/{CODE}/lessons/M02-L1"' in page
    assert "tetap dihitung" in page


def test_skipped_and_weak_steps_are_offered_once_more(browser, write, version_id, do_steps):
    order = [(*entry[:3], {**entry[3], "is_skippable": entry[0] == "recall"}) for entry in ORDER]
    lesson_id = write(add_step_lesson, version_id, order=order)
    for lesson in ("M02-L1", "M02-L2"):
        finish(browser, lesson)
    do_steps(lesson_id, first=0.0, talk=0.5)
    browser.post(f"{STEPS}/recall/skip")
    assert finish(browser, "M02-L9").location == END
    page = browser.get(END).text
    listed = page.partition('id="again"')[2]
    assert re.findall(rf'<li><a href="{STEPS}/(\w+)"', listed) == ["recall", "practise"]
    assert "membantu ingatan Anda pada 1 latihan" in listed
    assert "<details" not in listed.partition("</section>")[0]


def test_of_many_weak_steps_the_first_are_listed_and_the_others_folded(
    browser, write, version_id, do_steps
):
    names = [f"practise{number}" for number in range(5)]
    units = [question(name, "t1") for name in names]
    order = [(name, "practise", (name,), {"is_required": True}) for name in names]
    lesson_id = write(add_step_lesson, version_id, order=order, units=units)
    for lesson in ("M02-L1", "M02-L2"):
        finish(browser, lesson)
    do_steps(lesson_id, **dict.fromkeys(names, 0.0))
    finish(browser, "M02-L9")
    listed = browser.get(END).text.partition('id="again"')[2].partition("</section>")[0]
    first, _, others = listed.partition("<details")
    assert re.findall(rf'<a href="{STEPS}/(\w+)"', first) == names[:3]
    assert re.findall(rf'<a href="{STEPS}/(\w+)"', others) == names[3:]
    assert "2 lagi" in others


def test_nothing_is_offered_when_all_went_well(browser, write, version_id, do_steps):
    lesson_id = write(add_step_lesson, version_id)
    for lesson in ("M02-L1", "M02-L2"):
        finish(browser, lesson)
    do_steps(lesson_id, first=1.0, talk=0.6, again=1.0)
    finish(browser, "M02-L9")
    assert "Sekali lagi" not in browser.get(END).text


def test_finished_lesson_in_steps_leads_to_the_next_lesson(browser, write, version_id, do_steps):
    do_steps(write(add_step_lesson, version_id), first=1.0, talk=1.0, again=1.0)
    browser.get(f"{STEPS}/takeaway")
    answer = browser.post(f"{ADDRESS}/finish")
    assert answer.location == f"/courses/{CODE}/lessons/M01-L1"


def test_course_under_way_has_no_end(browser):
    answer = browser.get(COURSE_END)
    assert (answer.status_code, answer.location) == (303, f"/courses/{CODE}")


def test_end_of_a_completed_course(browser, write, enrolment_id):
    done = update(Enrolment).where(Enrolment.id == enrolment_id)
    write(lambda session: session.execute(done.values(completed_at=utc_now())))
    page = browser.get(COURSE_END).text
    assert "Payung Anda terbuka penuh" in page
    assert "Ratna Dewi" in page


def test_home_leads_to_the_end_of_a_completed_course_alone(browser, write, enrolment_id):
    assert f'href="{COURSE_END}"' not in browser.get("/home").text
    done = update(Enrolment).where(Enrolment.id == enrolment_id)
    write(lambda session: session.execute(done.values(completed_at=utc_now())))
    assert f'href="{COURSE_END}"' in browser.get("/home").text


@pytest.mark.parametrize("path", [END, COURSE_END])
def test_stranger_sees_no_end(client, sign_in, make_person, version_id, path):
    assert client.get(path).location.startswith("/sign-in")
    assert sign_in(make_person()).get(path).status_code == 404
