"""A learner completes one version of the course, and the same account takes the next one."""

from dataclasses import replace

import pytest

from assessments.queries import get_assessment_states
from certificates.records import queries
from courses.catalogue.service import open_pilot
from courses.course_files.reader import read_course
from courses.course_files.two_languages import Texts
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolment, enrolment_of
from courses.enrolment.service import begin_version
from lms.workflows.attempts import take_assessment
from tests.factories import SHIPPED_COURSE, course_files, make_course
from tests.integration.certificates.learner_path import learner_path

CODE = "POESA-EL"
CHANGES = Texts("Kasus dulu, baru penjelasan.", "Cases come before explanations.")
STEPS = ("finish_lessons", "finish_a_scenario", "hand_in_the_plan", "pass_the_test")


@pytest.fixture
def open_version(store, make_person, now):
    """Imports files as a version and opens it as a pilot."""
    opener = make_person(roles=["administrator"])

    def open_version(files=None):
        def make(session):
            version_id = make_course(session, files=files, is_open=False, now=now)
            facts = {"name": "Uji coba", "reason": "Uji coba", "kind": "pilot", "now": now}
            open_pilot(session, version_id, opened_by=opener, **facts)
            return version_id

        return store(make)

    return open_version


@pytest.fixture
def next_files():
    """The frozen course with another label, as if its authors had rewritten it."""
    files = course_files()
    meta = replace(files.meta, version="0.2", changes=CHANGES)
    return replace(files, content_hash="sha256:next", meta=meta)


@pytest.fixture
def old_version(open_version):
    return open_version()


@pytest.fixture
def old_path(old_version, issuer, make_person, store, read, now):
    """The learner's way through the old version."""
    person_id = make_person(name="Ratna Dewi", language="en")
    enrolment_id = store(join_course, person_id=person_id, course_code=CODE, now=now)
    return path_in(store, read, now, person_id, enrolment_id, old_version)


def path_in(store, read, now, person_id, enrolment_id, version_id):
    own = {"person_id": person_id, "enrolment_id": enrolment_id}
    return learner_path(store, read, **own, version_id=version_id, now=now)


def numbers(read, person_id):
    return [one.number for one in read(queries.certificates_of_person, person_id)]


def test_certified_learner_begins_the_next_version_and_keeps_both_certificates(
    old_path, old_version, open_version, next_files, sign_in, store, read, now
):
    for step in STEPS:
        old_path.steps[step]()
    (old_number,) = numbers(read, old_path.person_id)
    browser = sign_in(old_path.person_id)
    assert "/versions" not in browser.get(f"/courses/{CODE}").text
    new_version = open_version(next_files)
    begin = f"/courses/{CODE}/versions/{new_version}/begin"
    for page in ("/home", f"/courses/{CODE}", f"/courses/{CODE}/versions"):
        text = browser.get(page).text
        assert (CHANGES.en in text, f'action="{begin}"' in text) == (True, True)

    assert browser.post(begin).location == f"/courses/{CODE}"
    home = browser.get("/home").text
    assert f'href="/courses/{CODE}/assessments/pre"' in home
    assert home.count('href="/certificates/') == 1
    assert CHANGES.en not in home

    begun = read(enrolment_of, old_path.person_id, CODE)
    assert begun.course_version_id == new_version
    path = path_in(store, read, now, old_path.person_id, begun.id, new_version)
    for step in STEPS:
        path.steps[step]()
    both = numbers(read, old_path.person_id)
    assert (len(both), old_number in both) == (2, True)
    states = {read(queries.certificate_status, number, now=now).state for number in both}
    assert states == {"valid"}

    history = browser.get(f"/courses/{CODE}/versions").text
    assert history.count('href="/certificates/') == 2
    plan = f"/courses/{CODE}/versions/{old_version}/plan"
    assert f'href="{plan}"' in history
    assert browser.get(plan).status_code == 200
    results = browser.get("/results").text
    assert results.count("Passed") == 2
    assert "Version 0.2" in results


def test_learner_in_the_middle_finishes_the_old_version_after_the_shipped_one_came(
    old_path, open_version, sign_in, read
):
    old_path.steps["finish_lessons"]()
    shipped = open_version(read_course(SHIPPED_COURSE))
    browser = sign_in(old_path.person_id)
    home = browser.get("/home").text
    assert "There is a newer version of this course" in home
    assert "/begin" not in home
    for step in STEPS[1:]:
        old_path.steps[step]()
    assert len(numbers(read, old_path.person_id)) == 1
    begin = f"/courses/{CODE}/versions/{shipped}/begin"
    assert f'action="{begin}"' in browser.get("/home").text
    browser.post(begin)
    page = browser.get(f"/courses/{CODE}")
    assert (page.status_code, "0 of" in page.text) == (200, True)
    assert read(enrolment_of, old_path.person_id, CODE).course_version_id == shipped


def test_attempts_of_one_version_do_not_count_in_the_next(
    old_path, old_version, open_version, next_files, store, read, now
):
    old_path.steps["finish_lessons"]()
    old_path.steps["pass_the_test"](correct=3)
    new_version = open_version(next_files)
    own = {"person_id": old_path.person_id, "now": now}
    store(begin_version, course_version_id=new_version, **own)
    tests = {
        version_id: read(
            get_assessment_states, learner_id=old_path.person_id, context_id=version_id
        )
        for version_id in (old_version, new_version)
    }
    assert [states.post.attempts_made for states in tests.values()] == [1, 0]
    assert tests[new_version].post.may_retake_at is None
    assert tests[new_version].pre.state == "not-started"


def test_a_test_handed_in_after_the_change_completes_its_own_version(
    old_path, open_version, next_files, store, read, now
):
    for step in STEPS[:3]:
        old_path.steps[step]()
    new_version = open_version(next_files)
    own = {"person_id": old_path.person_id, "now": now}
    old_path.steps["pass_the_test"](
        meanwhile=lambda: store(begin_version, course_version_id=new_version, **own)
    )
    assert read(enrolment, old_path.enrolment_id).completed_at == now
    assert len(numbers(read, old_path.person_id)) == 1
    assert read(enrolment_of, old_path.person_id, CODE).completed_at is None


def test_results_of_the_old_version_lead_to_nothing_of_the_new_one(
    old_path, open_version, next_files, sign_in, store, read, now
):
    old_path.steps["finish_lessons"]()
    old_path.steps["pass_the_test"](correct=3)
    own = {"person_id": old_path.person_id, "now": now}
    store(begin_version, course_version_id=open_version(next_files), **own)
    browser = sign_in(old_path.person_id)
    text = browser.get("/results").text
    result = text.split('href="/attempts/')[1].split('"')[0]
    page = browser.get(f"/attempts/{result}").text
    assert "the result of another version" in page
    assert "/lessons/" not in page
    assert "/assessments/post" not in page


def test_start_of_a_test_in_an_old_tab_belongs_to_the_version_of_now(
    old_path, old_version, open_version, next_files, sign_in, store, read, now
):
    new_version = open_version(next_files)
    own = {"person_id": old_path.person_id, "now": now}
    store(begin_version, course_version_id=new_version, **own)
    attempt_id = store(
        take_assessment.start_attempt,
        purpose="pre",
        enrolment_id=read(enrolment_of, old_path.person_id, CODE).id,
        **own,
    )
    states = read(get_assessment_states, learner_id=old_path.person_id, context_id=old_version)
    assert states.pre.attempt_id != attempt_id
