"""What counts is said by authors, computed anew by new rules, shown to learner and coordinator."""

import re
from threading import Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import select, text, update

from courses.enrolment.models import Enrolment
from courses.enrolment.service import lock_enrolments
from courses.grading import preview, service
from courses.grading.models import BlockGrade, CourseGrade, GradingDraft, PublishedRules
from courses.grading.queries import has_met_rules
from courses.grading.service import enrolments_with_work
from lms.extensions import transaction
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.workflows.completion.recalculate_grades import run_recalculation
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

GRADING = f"/authoring/{CODE}/grading"
GRADES = f"/courses/{CODE}/grades"
LESSON = f"/courses/{CODE}/lessons/M01-L1"
RIGHT = {"item-threat": "now", "item-talk": "later"}
HALF = {"item-threat": "now", "item-talk": "now"}


@pytest.fixture
def author(version_id, make_person, sign_in):
    client = sign_in(make_person(roles=["author"]))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def save(author):
    """Sends the form of a lesson, or of the course with an empty one, as it stands but for this."""

    def save(lesson="", **fields):
        path = f"{GRADING}/{lesson}".rstrip("/")
        _action, hidden = forms_of(author.get(path))[lesson or "grading"]
        return author.post(path, data={**hidden, **fields})

    return save


@pytest.fixture
def publish(author):
    def publish():
        _action, hidden = forms_of(author.get(f"{GRADING}/changes"))["publish"]
        return author.post(f"{GRADING}/publish", data=hidden)

    return publish


@pytest.fixture
def stored(new_session):
    def stored(column, *order):
        with new_session() as session:
            return session.scalars(select(column).order_by(*order)).all()

    return stored


@pytest.fixture
def regrade(app, stored):
    """Does the work that publishing asks for: of its newest rules, or of those with this number."""

    def regrade(number=0):
        rules_id = stored(PublishedRules.id, PublishedRules.number)[number - 1]
        with app.app_context():
            run_recalculation(transaction, rules_id, lambda *done: None, now=utc_now())

    return regrade


def sort(client, **fields):
    address, hidden = forms_of(client.get(LESSON))["sort"]
    assert client.post(address, data={**hidden, **fields}).status_code == 303


def test_a_grade_counts_where_the_author_says(save, publish, browser, stored):
    assert save("M01-L1", **{"counts-0": "y"}, rule="grade", at_least="60").status_code == 303
    assert publish().status_code == 303
    sort(browser, **RIGHT)
    page = browser.get(GRADES).text
    assert "100 % dari yang sudah Anda kerjakan." in page
    assert stored(CourseGrade.percent) == [100]
    assert (stored(BlockGrade.grade), stored(BlockGrade.max_grade)) == ([2], [2])


def test_what_is_still_to_do_is_named(save, publish, browser):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    page = browser.get(GRADES).text
    assert "Anda belum mengerjakan apa pun yang dihitung." in page
    assert "belum dikerjakan</span>" in page.partition("Latihan ")[2]


def test_new_weights_compute_grades_anew_and_keep_the_old_ones(
    save, publish, browser, stored, regrade
):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    sort(browser, **HALF)
    save("M02-L2", **{"counts-0": "y"}, weight="3")
    publish()
    regrade()
    regrade()  # a worker that was killed does it again
    regrade(number=1)  # and one does the work of rules that have been replaced meanwhile
    assert stored(CourseGrade.percent, CourseGrade.number) == [50, 12]
    assert stored(Job.kind).count("regrade-course") == 2
    assert "aturan nomor 2" in browser.get(GRADES).text


def test_rules_published_while_a_grade_waits_for_its_learner_are_those_it_takes(
    app, save, publish, browser, version_id, enrolment_id, stored, new_session
):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    sort(browser, **HALF)
    save("M02-L2", **{"counts-0": "y"})

    def grade_anew():
        with app.app_context(), transaction() as session:
            service.recalculate_grade(session, enrolment_id, now=utc_now())

    later = Thread(target=grade_anew)
    with app.app_context(), transaction() as session:
        lock_enrolments(session, [enrolment_id])
        later.start()
        until_it_waits(new_session)
        (author_id,) = stored(GradingDraft.changed_by)
        facts = {"seen_version": 2, "published_by": author_id, "now": utc_now()}
        service.publish_rules(session, version_id, **facts)
    later.join(60)
    rules = stored(PublishedRules.id, PublishedRules.number)
    assert stored(CourseGrade.rules_id, CourseGrade.number) == rules


def until_it_waits(new_session):
    """On SQLite the other one has not even begun, since there is one writer."""
    with new_session() as session:
        if session.get_bind().dialect.name == "sqlite":
            return
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        give_up_at = monotonic() + 60
        while not session.scalar(waiting):
            assert monotonic() < give_up_at
            sleep(0.01)


def test_a_new_grade_of_a_block_keeps_the_one_before(save, publish, browser, stored):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    sort(browser, **HALF)
    address, hidden = forms_of(browser.get(LESSON))["again"]
    browser.post(address, data=hidden)
    sort(browser, **RIGHT)
    assert stored(BlockGrade.grade, BlockGrade.published_at) == [1, 2]
    assert stored(CourseGrade.percent, CourseGrade.number) == [50, 100]


def test_whoever_is_on_the_way_needs_nothing_more(
    save, publish, browser, enrolment_id, new_session, enrol, make_person
):
    save("M01-L1", **{"counts-0": "y"}, rule="grade", at_least="60")
    publish()
    newcomer = enrol(make_person())
    with new_session() as session:
        assert has_met_rules(session, enrolment_id)
        assert not has_met_rules(session, newcomer)
    assert "Untuk sertifikat, syarat saat Anda mulai sudah cukup." in browser.get(GRADES).text


def test_harder_rules_are_not_for_those_who_began_by_easier_ones(
    save, publish, new_session, enrol, make_person, sign_in
):
    save("M01-L1", **{"counts-0": "y"})
    save(at_least="50")
    publish()
    person = make_person()
    enrolment_id = enrol(person)
    finish_all(new_session, enrolment_id)
    client = sign_in(person)
    assert GRADES in client.get("/home").text
    sort(client, **HALF)
    assert GRADES not in client.get("/home").text
    save(at_least="51")
    publish()
    with new_session() as session, session.begin():
        assert has_met_rules(session, enrolment_id)
        later = update(Enrolment).where(Enrolment.id == enrolment_id)
        session.execute(later.values(started_at=utc_now()))
        assert not has_met_rules(session, enrolment_id)


def test_new_rules_reach_whoever_waited_for_nothing_but_the_old(
    save, publish, stored, new_session, enrol, make_person
):
    """They have no grade of a block, only lessons that are over."""
    waiting = enrol(make_person())
    enrol(make_person())  # who has not begun
    finish_all(new_session, waiting)
    save("M01-L1", **{"counts-0": "y"})
    publish()
    with new_session() as session:
        (rules_id,) = stored(PublishedRules.id)
        assert enrolments_with_work(session, rules_id) == (waiting,)


def finish_all(new_session, enrolment_id):
    from courses.catalogue.content_models import Lesson
    from courses.progress.service import finish_lesson

    with new_session() as session, session.begin():
        for lesson_id in session.scalars(select(Lesson.id)).all():
            finish_lesson(
                session,
                enrolment_id=enrolment_id,
                lesson_id=lesson_id,
                state="done",
                now=utc_now(),
            )


def test_all_activities_that_give_a_grade_count_at_once(save, stored):
    save(do="all")
    (rules,) = stored(GradingDraft.rules)
    counts = {code: one["counts"] for code, one in rules["lessons"].items() if one["counts"]}
    assert counts == {"M01-L1": {"a1": 1}, "M02-L2": {"check": 1}, "stories": {"SC01": 1}}


UNFIT = (
    # fields, the one that is at fault, and what is said there
    ({"counts-0": "y", "weight-0": "many"}, "weight-0", "Write weights as whole"),
    ({"counts-0": "y", "drop": "1"}, "drop", "Leave out fewer results than count"),
    ({"weight": "101"}, "weight", "Write weights as whole numbers from 1 to 100."),
    ({"rule": "grade", "at_least": "60"}, "rule", "A grade is required, but nothing counts."),
    ({"counts-0": "y", "rule": "grade", "at_least": "101"}, "at_least", "Write the grade as"),
)


def test_rules_that_cannot_be_are_refused_and_nothing_is_lost(save, stored):
    for fields, place, sentence in UNFIT:
        answer = save("M01-L1", **fields)
        assert (answer.status_code, stored(GradingDraft.version)) == (422, [])
        named = "Practice: " if place == "weight-0" else ""
        assert f'<a href="#{place}">{named}{sentence}' in answer.text
        assert sentence in answer.text.partition(f'id="{place}-error"')[2]
        assert f'aria-describedby="{place}-error"' in answer.text.replace("drop-hint ", "")
        assert all(f'value="{value}"' in answer.text for value in fields.values())


def test_a_course_grade_that_nobody_can_reach_is_told_at_its_field(save, stored):
    answer = save(at_least="101")
    assert (answer.status_code, stored(GradingDraft.version)) == (422, [])
    assert 'href="#at_least"' in answer.text
    assert 'aria-describedby="at_least-hint at_least-error" aria-invalid="true"' in answer.text


def test_what_publishing_changes_and_for_whom_is_shown_before(save, publish, author, browser):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    sort(browser, **HALF)
    save("M01-L1", **{"counts-0": "y", "weight-0": "7"}, rule="blocks")
    save("M02-L2", **{"counts-0": "y"}, weight="3")
    page = author.get(f"{GRADING}/changes").text
    first, second = "Pelajaran M01-L1 (en)", "Pelajaran M02-L2 (en)"
    assert rows_of(page) == [
        (f"M01-L1 {first}", "Practice", "weight 1", "weight 7"),
        (f"M01-L1 {first}", "The lesson is complete", "once read", "all activities"),
        (f"M02-L2 {second}", "Knowledge check", "does not count", "weight 1"),
        (f"M02-L2 {second}", "Weight in the course", "1", "3"),
    ]
    assert "1 person learns in this version of the course." in page
    assert "Grades that rise: 0. Grades that fall: 1." in page


def test_grades_that_stay_neither_rise_nor_fall(save, publish, author, browser):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    sort(browser, **HALF)
    save("M01-L1", **{"counts-0": "y", "weight-0": "7"})
    page = author.get(f"{GRADING}/changes").text
    assert "Grades that rise: 0. Grades that fall: 0." in page


def test_a_draft_that_says_the_same_in_other_words_changes_nothing(save, publish, author):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    save("M02-L2", weight="5")  # of nothing that counts
    page = author.get(f"{GRADING}/changes").text
    assert "Nothing changes for learners" in page
    assert "Nothing counts" not in page


def test_of_many_learners_only_those_who_came_last_are_looked_at(
    save, author, new_session, enrol, make_person, monkeypatch
):
    for _number in range(2):
        finish_all(new_session, enrol(make_person()))
    save("M01-L1", **{"counts-0": "y"})
    assert "who came last" not in author.get(f"{GRADING}/changes").text
    monkeypatch.setattr(preview, "MAX_LOOKED_AT", 1)
    page = author.get(f"{GRADING}/changes").text
    assert "2 of them have done something" in page
    assert "Of the newest 1: 1 gets a grade for the first time." in page


def test_without_a_draft_there_is_nothing_to_look_at(author):
    answer = author.get(f"{GRADING}/changes")
    assert (answer.status_code, answer.location) == (303, GRADING)


def rows_of(page):
    cell = r"<t[hd][^>]*><span>(?:<b>)?(.*?)(?:</b>)?</span>"
    rows = re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)
    return [tuple(re.findall(cell, row)) for row in rows]


def test_of_two_authors_the_second_is_told(save, author, stored):
    _action, hidden = forms_of(author.get(GRADING))["grading"]
    save("M01-L1", **{"counts-0": "y"})
    late = author.post(GRADING, data={**hidden, "at_least": "40", "drop": "0"})
    assert (late.status_code, stored(GradingDraft.version)) == (422, [1])
    assert "Somebody else has saved the draft meanwhile." in late.text
    assert 'value="40"' in late.text
    _action, read = forms_of(author.get(f"{GRADING}/changes"))["publish"]
    save("M02-L2", **{"counts-0": "y"})
    assert author.post(f"{GRADING}/publish", data=read).status_code == 422
    assert stored(PublishedRules.number) == []


def test_publishing_is_in_the_audit_log(save, publish, stored):
    save("M01-L1", **{"counts-0": "y"})
    publish()
    (rules_id,) = stored(PublishedRules.id)
    (event,) = (e for e in stored(AuditEvent) if e.action == "grading.published")
    assert (event.subject_type, event.details) == ("course_version", {"rules": str(rules_id)})


def test_the_same_is_not_published_twice(save, publish, author, stored):
    save("M01-L1", **{"counts-0": "y"})
    _action, hidden = forms_of(author.get(f"{GRADING}/changes"))["publish"]
    assert publish().status_code == 303
    again = author.post(f"{GRADING}/publish", data=hidden)
    assert (again.status_code, stored(PublishedRules.number)) == (422, [1])


def test_a_newer_version_begins_with_the_rules_of_the_older(save, publish, write, author):
    from courses.catalogue.service import create_course_version
    from tests.small_course import small_course

    save("M01-L1", **{"counts-0": "y", "weight-0": "7"})
    publish()
    write(create_course_version, small_course("hash-2"), now=utc_now())
    assert 'value="7"' in author.get(f"{GRADING}/M01-L1").text
    assert "No rules are in force" in author.get(GRADING).text


def test_where_nothing_is_graded_nothing_is_shown(browser):
    assert browser.get(GRADES).status_code == 404
    assert "/grades" not in browser.get(f"/courses/{CODE}").text


def test_learner_writes_no_rules(save, browser, stored):
    assert browser.get(GRADING).status_code == 403
    assert browser.get(f"{GRADING}/changes").status_code == 403
    assert browser.post(f"{GRADING}/M01-L1", data={"counts-0": "y"}).status_code == 403
    assert browser.post(f"{GRADING}/publish").status_code == 403
    assert stored(GradingDraft.version) == []


def test_unknown_lesson_is_not_found(author):
    assert author.get(f"{GRADING}/M99-L9").status_code == 404
    assert author.post(f"{GRADING}/M99-L9", data={}).status_code == 404
