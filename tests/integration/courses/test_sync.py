"""The outbox of a phone: each entry has its effect once, whatever happens on the way."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from sqlalchemy import select

from assessments.items.bank import read_bank
from assessments.service import import_bank
from courses.block_host.state.models import LearnerBlockState
from courses.catalogue.content_models import Unit
from courses.offline_pack.models import SyncReceipt
from courses.progress.models import LessonProgress, UnitProgress
from lms.kernel.clock import utc_now
from tests.outbox_entries import entry, person_of, rows, send
from tests.small_course import CODE, pair
from tests.step_lesson import ADDRESS, STEPS, add_step_lesson

ITEMS = Path("tests/fixtures/courses/poesa-el-0.1/items.yaml")
FIRST = {"turn": ["t1"], "option": ["b"]}


@pytest.fixture
def lesson_id(write, version_id):
    return write(add_step_lesson, version_id)


@pytest.fixture
def unit_of(new_session, lesson_id):
    def unit_of(key):
        with new_session() as session:
            unit = select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == key)
            return session.scalars(unit).one()

    return unit_of


@pytest.fixture
def call(unit_of):
    """An entry that sends a form to a unit."""

    def call(key, handler, fields, **more):
        path = f"/courses/{CODE}/units/{unit_of(key)}/{handler}"
        return entry("unit", path, fields, **more)

    return call


@pytest.fixture
def fields_of(new_session, browser):
    """The fields of a unit as the phone would get them."""
    return lambda unit_id: (
        browser.get(f"/courses/{CODE}/offline/state.json").json["units"].get(str(unit_id))
    )


def test_an_answer_that_comes_twice_counts_once(browser, new_session, call, unit_of, fields_of):
    given = call("first", "choose", FIRST)
    assert send(browser, given) == send(browser, given) == ["done"]
    assert fields_of(unit_of("first"))["tries"] == 1
    assert rows(new_session, SyncReceipt) == 1


def test_a_late_duplicate_takes_nothing_back(browser, call, unit_of, fields_of):
    again = call("first", "again", {})
    send(browser, call("first", "choose", FIRST), again)
    send(browser, call("first", "choose", {**FIRST, "option": ["a"]}))
    assert send(browser, again) == ["done"]
    assert fields_of(unit_of("first"))["answers"] == {"t1": "a"}


def test_an_id_with_other_content_is_refused_and_changes_nothing(browser, call, unit_of, fields_of):
    given = call("first", "choose", FIRST)
    send(browser, given)
    assert send(browser, {**given, "fields": {"turn": ["t1"], "option": ["a"]}}) == ["id-used"]
    assert fields_of(unit_of("first"))["answers"] == {"t1": "b"}


def test_input_that_the_block_does_not_accept_is_refused_once(browser, call):
    wrong = call("first", "choose", {"turn": ["t1"], "option": ["nothing"]})
    assert send(browser, wrong) == send(browser, wrong) == ["refused"]


def test_a_handler_for_authors_is_refused_once(browser, new_session, call):
    wrong = call("first", "studio_submit", {})
    assert send(browser, wrong) == send(browser, wrong) == ["refused"]
    assert rows(new_session, SyncReceipt) == 1


def test_a_lesson_is_done_by_what_waited_on_the_phone(browser, new_session, lesson_id, call):
    entries = [entry("visit", f"{STEPS}/{step}") for step in ("case", "try", "idea")]
    entries += [call(key, "choose", FIRST) for key in ("first", "talk", "again")]
    entries += [entry("visit", f"{STEPS}/takeaway"), entry("finish", f"{ADDRESS}/finish")]
    assert send(browser, *entries) == ["done"] * len(entries)
    with new_session() as session:
        progress = session.scalars(
            select(LessonProgress).where(LessonProgress.lesson_id == lesson_id)
        ).one()
        assert (progress.state, progress.step) == ("done", "takeaway")
        assert progress.steps_opened == ["case", "try", "idea", "takeaway"]
        completions = session.scalars(select(UnitProgress.completion)).all()
    assert completions == [1, 1, 1]


def test_a_lesson_with_steps_to_do_is_held_and_done_later(browser, new_session, call):
    finish = entry("finish", f"{ADDRESS}/finish")
    other = call("first", "choose", FIRST)
    assert send(browser, finish, other) == ["held", "done"]
    assert rows(new_session, SyncReceipt) == 1
    rest = [call(key, "choose", FIRST) for key in ("talk", "again")]
    assert send(browser, *rest, finish) == ["done"] * 3


def test_what_is_held_holds_only_its_own_lesson(browser, call):
    finish = entry("finish", f"{ADDRESS}/finish")
    visit = entry("visit", f"{STEPS}/case")
    assert send(browser, finish, visit, call("talk", "choose", FIRST)) == ["held", "held", "done"]


def test_the_unit_of_another_version_is_refused(browser, lesson_id):
    path = f"/courses/{CODE}/units/{uuid4()}/choose"
    assert send(browser, entry("unit", path, FIRST)) == ["refused"]


def test_what_one_person_did_is_not_taken_from_another(
    browser, sign_in, make_person, enrol, call, new_session
):
    other = make_person()
    enrol(other)
    body = {"person": person_of(browser), "entries": [call("first", "choose", FIRST)]}
    assert sign_in(other).post("/sync", json=body).status_code == 409
    assert rows(new_session, SyncReceipt) == rows(new_session, LearnerBlockState) == 0


def test_the_same_id_of_two_people_is_two_entries(
    browser, sign_in, make_person, enrol, call, new_session
):
    given = call("first", "choose", FIRST)
    other = make_person()
    enrol(other)
    assert send(browser, given) == send(sign_in(other), given) == ["done"]
    assert rows(new_session, LearnerBlockState) == 2


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"entries": []},
        {"entries": "all"},
        {"entries": [{"id": "1", "kind": "visit", "path": f"{STEPS}/case"}]},
        {"entries": [entry("visit", "/admin")]},
        {"entries": [entry("answer", f"{STEPS}/case")]},
        {"entries": [entry("finish", f"{STEPS}/case")]},
        {"entries": [entry("visit", f"{STEPS}/case", {"a": "text"})]},
        {"entries": [entry("visit", f"{STEPS}/case", {"a": ["x" * 20_001]})]},
        {"entries": [entry("visit", f"{STEPS}/case")] * 51},
        {"entries": [entry("visit", f"{STEPS}/case", version="newest")]},
        {"entries": [entry("visit", f"{STEPS}/case", {"a": ["x"] * 101})]},
        {"entries": [entry("visit", f"{STEPS}/case", seen_version=-1)]},
    ],
)
def test_a_malformed_outbox_is_not_read(browser, lesson_id, new_session, body):
    if isinstance(body, dict):
        body = {"person": person_of(browser), **body}
    assert browser.post("/sync", json=body).status_code == 422
    assert rows(new_session, SyncReceipt) == 0


def test_nobody_sends_without_signing_in(client, lesson_id):
    assert client.post("/sync", json={"entries": []}).status_code == 401
    assert client.get("/sync").status_code == 303


def test_fifty_entries_are_small(browser, call):
    entries = [call("first", "again", {}) for _ in range(50)]
    assert send(browser, *entries) == ["done"] * 50
    assert len(json.dumps({"entries": entries})) < 15_000


def test_the_first_visit_waits_for_the_pre_test(write, version_id, browser, lesson_id):
    document = yaml.safe_load(ITEMS.read_text())
    write(import_bank, read_bank(document), context_id=version_id, now=utc_now())
    visit = entry("visit", f"{STEPS}/case")
    body = {"person": person_of(browser), "entries": [visit]}
    answer = browser.post("/sync", json=body).json
    (result,) = answer["results"]
    assert (result["code"], result["reason"]) == ("held", "pre-test-first")
    assert browser.get(f"/courses/{CODE}/offline/manifest.json").status_code == 409
    browser.post(f"{ADDRESS}/open")
    assert send(browser, visit) == ["done"]
    assert browser.get(f"/courses/{CODE}/offline/manifest.json").status_code == 200


def test_a_phone_with_an_outbox_gets_forms_that_its_script_understands(browser, lesson_id):
    plain = browser.get(f"{STEPS}/try", headers={"Payung-Outbox": "1"}).text
    usual = browser.get(f"{STEPS}/try").text
    assert set(re.findall(r'name="option" value="(\w+)"', plain)) == set("abc")
    assert set(re.findall(r'name="option" value="(\w+)"', usual)).isdisjoint("abc")


def test_a_text_that_was_changed_elsewhere_meanwhile_is_kept_beside(
    write, version_id, browser, new_session
):
    prompts = [{"id": "p1", **pair("label", "Apa?", "What?"), "max_length": 300}]
    unit = ("note", "reflection", {**pair("title", "", ""), "prompts": prompts})
    write(add_step_lesson, version_id, order=(("case", "case", ("note",), {}),), units=(unit,))
    with new_session() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.key == "note")).one()
    path = f"/courses/{CODE}/units/{unit_id}/write"

    def text(value, seen):
        return entry("unit", path, {"prompt-p1": [value]}, seen_version=seen)

    browser.post(path, data={"prompt-p1": "Di kantor"})
    assert send(browser, text("Di kebun", 0), text("Di kebun, sore", 1)) == ["done", "done"]
    page = browser.get(f"{STEPS}/case").text
    assert ">Di kantor</textarea>" in page
    assert "Di kebun, sore</p>" in page
    assert send(browser, text("Keduanya", 3)) == ["done"]
    page = browser.get(f"{STEPS}/case").text
    assert ">Keduanya</textarea>" in page
    assert "Di kebun" not in page
