"""What waits on a phone arrives as a sealed file: by the same handlers, once, or not at all."""

import json
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from courses.block_host.state.models import LearnerBlockState
from courses.catalogue.content_models import Unit
from courses.catalogue.models import CourseVersion
from courses.offline_pack.models import SyncReceipt
from courses.progress.models import LessonProgress
from lms.accounts.roles.service import grant_role
from lms.accounts.service import suspend_person
from lms.adapters.keys.answer_keys import CURRENT_FILE, FORMER_FILE, replace_answer_key
from lms.extensions import transaction
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.offline.sealed_outbox import sealing_facts
from tests.answer_files import sealed_file
from tests.outbox_entries import entry, rows, send
from tests.outbox_files import ADDRESS, FORMAT, outbox_file, public_key, upload
from tests.small_course import CODE
from tests.step_lesson import ADDRESS as LESSON
from tests.step_lesson import STEPS, add_step_lesson
from tests.visible_text import visible_text

FIRST = {"turn": ["t1"], "option": ["b"]}
MAX_FILE, MAX_ENTRIES = 1024 * 1024, 500


@pytest.fixture
def answer(write, version_id, new_session):
    """An entry that answers a question of the lesson."""
    lesson_id = write(add_step_lesson, version_id)
    with new_session() as session:
        units = select(Unit.key, Unit.id).where(Unit.lesson_id == lesson_id)
        ids = {row.key: row.id for row in session.execute(units)}

    def answer(key="first", fields=FIRST):
        return entry("unit", f"/courses/{CODE}/units/{ids[key]}/choose", fields)

    return answer


@pytest.fixture
def facts(browser):
    """What the learner's phone seals with."""
    return browser.get(f"/courses/{CODE}/offline/state.json").json["seal"]


@pytest.fixture
def in_role(make_person, write):
    """Somebody with a role in a scope."""

    def in_role(role, scope_type="platform", scope_id=None):
        person_id = make_person()
        write(
            grant_role,
            person_id=person_id,
            role=role,
            scope_type=scope_type,
            scope_id=scope_id,
            granted_by=None,
            now=utc_now(),
        )
        return person_id

    return in_role


@pytest.fixture
def course_id(new_session, version_id):
    with new_session() as session:
        return session.get_one(CourseVersion, version_id).course_id


@pytest.fixture
def carrier(in_role, course_id):
    """A coordinator of the course."""
    return in_role("coordinator", "course", course_id)


@pytest.fixture
def audited(new_session):
    def audited():
        with new_session() as session:
            events = select(AuditEvent).where(AuditEvent.action == "outbox.imported")
            return [
                (event.actor_id, event.subject_id, event.details)
                for event in session.scalars(events)
            ]

    return audited


def stored(new_session):
    return rows(new_session, SyncReceipt), rows(new_session, LearnerBlockState)


def test_coordinator_hands_in_a_lesson_and_the_phone_sends_it_again(
    browser, sign_in, carrier, learner, facts, answer, new_session, audited
):
    entries = [entry("visit", f"{STEPS}/{step}") for step in ("case", "try", "idea")]
    entries += [answer(key) for key in ("first", "talk", "again")]
    entries += [entry("visit", f"{STEPS}/takeaway"), entry("finish", f"{LESSON}/finish")]
    page = upload(sign_in(carrier), outbox_file(facts, learner, entries))
    assert page.status_code == 200
    assert "8 dari 8" in visible_text(page.text)
    with new_session() as session:
        lesson = session.scalars(select(LessonProgress)).one()
        assert (lesson.state, lesson.step) == ("done", "takeaway")
    before = stored(new_session)
    assert send(browser, *entries) == ["done"] * 8
    assert stored(new_session) == before
    assert audited() == [(carrier, learner, {"entries": 8})]


def test_file_equals_an_online_run(
    browser, sign_in, make_person, enrol, learner, facts, answer, new_session
):
    given = answer()
    upload(browser, outbox_file(facts, learner, [given]))
    other = make_person()
    enrol(other)
    theirs = sign_in(other)
    send(theirs, {**given, "id": str(uuid4())})
    address = f"/courses/{CODE}/offline/state.json"
    own, online = browser.get(address).json, theirs.get(address).json
    assert own["units"] == online["units"]
    assert own["complete"] == online["complete"]
    assert own["lessons"] == online["lessons"]


def test_handing_in_twice_changes_nothing(browser, learner, facts, answer, new_session):
    content = outbox_file(facts, learner, [answer()])
    upload(browser, content)
    before = stored(new_session)
    page = upload(browser, content)
    assert "1 dari 1" in visible_text(page.text)
    assert stored(new_session) == before == (1, 1)


def test_what_the_phone_sent_first_is_not_taken_from_the_file_again(
    browser, learner, facts, answer, new_session
):
    given = answer()
    send(browser, given, answer(fields={}) | {"path": given["path"].replace("choose", "again")})
    before = browser.get(f"/courses/{CODE}/offline/state.json").json["units"]
    upload(browser, outbox_file(facts, learner, [given]))
    assert browser.get(f"/courses/{CODE}/offline/state.json").json["units"] == before


def test_each_outcome_is_counted_and_nothing_of_the_contents_is_shown(
    sign_in, carrier, learner, facts, answer, new_session, browser
):
    held = entry("finish", f"{LESSON}/finish")
    unfit = answer("talk", {"turn": ["t1"], "option": ["nothing"]})
    newer = {"id": str(uuid4()), "kind": "newer", "path": "/courses/x", "fields": {}}
    content = outbox_file(facts, learner, [answer(), held, unfit, newer, None])
    text = visible_text(upload(sign_in(carrier), content).text)
    assert "1 dari 5" in text
    assert "Belum diterima: 1" in text
    assert "Tidak diterima karena tidak sesuai: 3" in text
    assert rows(new_session, SyncReceipt) == 2, "done and refused; what is held comes again"
    rest = [answer(key) for key in ("talk", "again")]
    assert send(browser, *rest, held) == ["done"] * 3


def test_person_of_the_file_is_named_to_who_looks_after_them(
    sign_in, carrier, make_person, enrol, answer, app, write
):
    named = make_person(name="Yohana Sesilia")
    enrol(named)
    theirs = write(sealing_facts_of(app), named)
    assert "Yohana Sesilia" in upload(sign_in(carrier), outbox_file(theirs, named, [])).text
    stranger = sign_in(make_person())
    page = upload(stranger, outbox_file(theirs, named, [answer()]))
    assert page.status_code == 422
    assert "Yohana Sesilia" not in page.text
    assert "koordinator atau fasilitator" in visible_text(page.text)


def sealing_facts_of(app):
    """The facts of a person, with the ports of the application."""

    def facts_of(session, person_id):
        session.info["ports"] = app.extensions["ports"]
        return sealing_facts(session, person_id)

    return facts_of


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "administrator"])
def test_roles_that_hand_in(role, sign_in, in_role, course_id, learner, facts, answer):
    where = () if role == "administrator" else ("course", course_id)
    content = outbox_file(facts, learner, [answer()])
    assert upload(sign_in(in_role(role, *where)), content).status_code == 200


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "author", "expert", "evaluator"])
def test_roles_elsewhere_hand_in_nothing(
    role, sign_in, in_role, learner, facts, answer, new_session, audited
):
    elsewhere = in_role(role, "course", UUID(int=1))
    page = upload(sign_in(elsewhere), outbox_file(facts, learner, [answer()]))
    assert page.status_code == 422
    assert stored(new_session) == (0, 0)
    assert audited() == []


def test_nobody_hands_in_without_signing_in(client, facts, learner, answer, new_session):
    assert client.get(ADDRESS).status_code == 303
    assert upload(client, outbox_file(facts, learner, [answer()])).status_code == 401
    assert stored(new_session) == (0, 0)


def test_carrier_gets_nothing_of_their_own_and_learner_no_role(
    sign_in, carrier, enrol, learner, facts, answer, new_session
):
    enrol(carrier)
    upload(sign_in(carrier), outbox_file(facts, learner, [answer()]))
    with new_session() as session:
        assert session.scalars(select(LearnerBlockState.person_id)).all() == [learner]


BAD = {
    "none": (lambda *_: b"", "Pilih dulu"),
    "no JSON": (lambda *_: b"\xff\x00", "bukan berkas"),
    "answers of a test": (lambda make, *_: make([], format="payung-answers"), "halamannya sendiri"),
    "newer": (lambda make, *_: make([], version=2), "(2)"),
    "server lain": (lambda make, *_: make([], key="0" * 16), "server lain"),
    "cut off": (lambda make, *_: make([], sealed="AAAA"), "rusak"),
    "secret of another": (lambda make, *_: make([], secret="AAAA"), "rusak"),
    "name of another": (lambda make, *_: make([], person=uuid4()), "rusak"),
    "no person": (lambda make, *_: make([], person="x"), "rusak"),
    "nothing inside": (lambda _make, facts: inside(facts, b""), "rusak"),
    "no list": (lambda make, *_: make("all"), "rusak"),
    "sealed as answers": (
        lambda _make, facts: sealed_file(public_key(facts), b"{}", format=FORMAT),
        "rusak",
    ),
    "too many": (lambda make, *_: make([None] * (MAX_ENTRIES + 1)), "1024"),
    "too large": (lambda *_: b" " * (MAX_FILE + 1), "1024"),
}


def inside(facts, text):
    return sealed_file(public_key(facts), text, sealed_as=FORMAT)


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_by_a_sentence_and_changes_nothing(
    name, browser, learner, facts, answer, new_session, audited
):
    make, text = BAD[name]

    def made(entries, **changed):
        listed = [answer(), *entries] if isinstance(entries, list) else entries
        return outbox_file(facts, learner, listed, **changed)

    page = upload(browser, make(made, facts))
    assert page.status_code == 422
    assert text in visible_text(page.text)
    assert stored(new_session) == (0, 0)
    assert audited() == []


@pytest.mark.parametrize("field", ["key", "ephemeral", "sealed"])
def test_file_that_was_changed_is_refused(field, browser, learner, facts, answer, new_session):
    file = json.loads(outbox_file(facts, learner, [answer()]))
    middle = len(file[field]) // 2
    changed = "A" if file[field][middle] != "A" else "B"
    file[field] = file[field][:middle] + changed + file[field][middle + 1 :]
    assert upload(browser, json.dumps(file).encode()).status_code == 422
    assert stored(new_session) == (0, 0)


def test_file_sealed_before_a_new_key_opens_until_the_old_key_is_deleted(
    browser, learner, facts, answer, new_session, settings
):
    content = outbox_file(facts, learner, [answer()])
    former = replace_answer_key(settings.keys_dir)
    newer = browser.get(f"/courses/{CODE}/offline/state.json").json["seal"]
    assert newer["key"] != facts["key"]
    assert newer["secret"] == facts["secret"]
    assert upload(browser, content).status_code == 200
    assert stored(new_session) == (1, 1)
    (settings.keys_dir / FORMER_FILE.format(former)).unlink()
    assert (settings.keys_dir / CURRENT_FILE).exists()
    page = upload(browser, outbox_file(facts, learner, [answer()]))
    assert page.status_code == 422
    assert "masih ada di ponsel" in visible_text(page.text)
    assert stored(new_session) == (1, 1)


def test_file_of_an_erased_person_is_refused(
    sign_in, in_role, learner, facts, answer, write, new_session, app
):
    content = outbox_file(facts, learner, [answer()])
    with app.app_context(), transaction() as session:
        erase_person(session, learner, certificate_choices={}, now=utc_now())
    page = upload(sign_in(in_role("administrator")), content)
    assert page.status_code == 422
    assert "sudah dihapus" in visible_text(page.text)
    assert rows(new_session, SyncReceipt) == 0


def test_file_of_a_suspended_person_is_refused(
    sign_in, carrier, make_person, learner, facts, answer, write, new_session
):
    content = outbox_file(facts, learner, [answer()])
    write(suspend_person, learner, suspended_by=None, now=utc_now())
    page = upload(sign_in(carrier), content)
    assert page.status_code == 422
    assert "ditangguhkan" in visible_text(page.text)
    assert "ditangguhkan" not in visible_text(upload(sign_in(make_person()), content).text)
    assert stored(new_session) == (0, 0)


def test_unknown_person_with_a_fitting_secret_is_refused(sign_in, in_role, app, write):
    nobody = uuid4()
    facts = write(sealing_facts_of(app), nobody)
    assert (
        upload(sign_in(in_role("administrator")), outbox_file(facts, nobody, [])).status_code == 422
    )


def test_secret_of_each_person_is_their_own_and_comes_to_them_alone(
    browser, sign_in, make_person, enrol, facts
):
    other = make_person()
    enrol(other)
    theirs = sign_in(other).get(f"/courses/{CODE}/offline/state.json").json["seal"]
    assert theirs["key"] == facts["key"]
    assert theirs["secret"] != facts["secret"]
    assert facts["secret"] not in browser.get(f"/courses/{CODE}/offline").text


def test_file_of_a_version_that_was_left_is_refused_entry_by_entry(
    browser, learner, facts, new_session
):
    visit = entry("visit", f"/courses/{CODE}/lessons/M01-L1", version=str(uuid4()))
    text = visible_text(upload(browser, outbox_file(facts, learner, [visit])).text)
    assert "0 dari 1" in text
    assert rows(new_session, LessonProgress) == 0
