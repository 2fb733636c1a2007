"""After a merge: the closed account stays closed, all sealed opens, and classes keep the person."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from assessments.attempts.free_text import decrypt_response
from courses.block_host.state.models import LearnerBlockState
from courses.block_host.state.page_state import sealing_context
from courses.block_host.state.statements import insert_row
from courses.catalogue.content_models import Unit
from courses.cohorts.queries import learners_of_cohort
from courses.cohorts.service import CohortDetails, enrol_in_cohort, open_cohort
from courses.enrolment.merge_preview import courses_to_merge
from courses.enrolment.service import enrol_learner
from lms.accounts import service
from lms.accounts.contact_changes.service import (
    OBJECTION_PERIOD,
    confirm_contact,
    propose_contact_change,
)
from lms.accounts.contacts import Contact
from lms.accounts.errors import AccountMerged
from lms.accounts.merging.errors import MergeTooEarly
from lms.accounts.merging.service import request_merge
from lms.accounts.queries import person_profile
from lms.extensions import transaction
from lms.kernel.clock import new_id, utc_now
from lms.kernel.sealing.personal_keys import open_person_key
from lms.web.account.security import hash_password
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.accounts.personal_data import personal_data
from tests.factories import make_course
from tests.integration.accounts.pages import PASSWORD
from tests.integration.accounts.pages import sign_in as type_in
from tests.integration.accounts.test_merging import CONTENT, block_state, found, learn


@pytest.fixture
def merge(act):
    def merge(kept, other):
        merge_id = act(request_merge, kept, other_id=other)
        act(merge_accounts, merge_id, person_id=kept)

    return merge


def test_nobody_lets_a_closed_account_in_again(merge, make_person, act, sign_in, new_session):
    kept, other = make_person(name="Sari"), make_person(name="Sari Lain")
    merge(kept, other)
    administrator = sign_in(make_person(roles=["administrator"], language="en"))
    page = administrator.get(f"/admin/people/{other}", headers={"Accept-Language": "en"}).text
    assert f'href="/admin/people/{kept}">Merged into the account of Sari<' in page
    for path in ("reinstate", "roles", "link"):
        assert f'action="/admin/people/{other}/{path}"' not in page
    url = f"/admin/people/{other}/reinstate"
    answer = administrator.post(url, headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "merged this account into another one" in answer.text
    with pytest.raises(AccountMerged):
        act(service.reinstate_person, other, reinstated_by=kept)
    with new_session() as session:
        assert not person_profile(session, other).is_active


def test_what_was_sealed_two_merges_ago_stays_readable(merge, make_person, act, new_session):
    """The first account's course moves to the second, and stays there when that one is closed."""
    first, second, kept = (make_person() for _ in range(3))
    version_id = act(lambda session, now: make_course(session, now=now))
    learnt = act(learn, first, version_id)
    merge(second, first)
    act(enrol_learner, person_id=kept, course_version_id=version_id)
    merge(kept, second)
    typed = {"attempt_id": learnt.attempt_id, "position": 1}
    with new_session() as session:
        (plan,) = personal_data(session, kept)["action_plan"]
        assert plan["content"] == CONTENT
        assert decrypt_response(session, learnt.typed, learner_id=second, **typed) == {
            "text": "jawaban saya"
        }


def test_who_learns_alone_comes_into_the_class_of_the_closed_account(
    merge, make_person, act, new_session
):
    kept, other = make_person(), make_person()
    version_id = act(lambda session, now: make_course(session, now=now))
    school = act(found, "SDN Satu")
    own = act(enrol_learner, person_id=kept, course_version_id=version_id)
    facts = CohortDetails("Guru SDN Satu")
    class_id = act(open_cohort, organisation_id=school, course_version_id=version_id, facts=facts)
    act(enrol_in_cohort, person_id=other, cohort_id=class_id)
    with new_session() as session:
        (course,) = courses_to_merge(session, kept, other, language="en")
        assert (course.moves, course.cohort_name) == (False, "Guru SDN Satu")
    merge(kept, other)
    with new_session() as session:
        assert learners_of_cohort(session, class_id) == [(own, kept)]


def test_who_learns_in_a_class_stays_there(merge, make_person, act, new_session):
    kept, other = make_person(), make_person()
    version_id = act(lambda session, now: make_course(session, now=now))
    school = act(found, "SDN Satu")
    held = {"organisation_id": school, "course_version_id": version_id}
    own_class, its_class = (act(open_cohort, **held, facts=CohortDetails(name)) for name in "AB")
    own = act(enrol_in_cohort, person_id=kept, cohort_id=own_class)
    act(enrol_in_cohort, person_id=other, cohort_id=its_class)
    merge(kept, other)
    with new_session() as session:
        assert learners_of_cohort(session, own_class) == [(own, kept)]
        assert learners_of_cohort(session, its_class) == []


@pytest.fixture
def change_contact(act):
    """An account has a new contact since a moment ago; the former one may object."""

    def change_contact(person_id):
        new = Contact(email=f"{person_id}@contoh.id")
        token = act(propose_contact_change, person_id, contact=new, made_by=person_id, channels=())
        act(confirm_contact, token, person_id=person_id)

    return change_contact


@pytest.mark.parametrize("changed", ["kept", "other"])
def test_no_merge_takes_an_objection_away(
    merge, make_person, act, change_contact, new_session, changed
):
    both = {"kept": make_person(), "other": make_person()}
    asked = act(request_merge, both["kept"], other_id=both["other"])
    change_contact(both[changed])
    with pytest.raises(MergeTooEarly):
        act(merge_accounts, asked, person_id=both["kept"])
    with pytest.raises(MergeTooEarly):
        merge(both["kept"], both["other"])
    later = utc_now() + OBJECTION_PERIOD
    with new_session() as session, session.begin():
        merge_id = request_merge(session, both["kept"], other_id=both["other"], now=later)
        merge_accounts(session, merge_id, person_id=both["kept"], now=later)
        assert not person_profile(session, both["other"]).is_active


def test_the_pages_say_until_when_somebody_may_object(app, make_person, change_contact):
    with app.app_context():
        password_hash = hash_password(PASSWORD)
    make_person(contact="sari@contoh.id", password_hash=password_hash)
    other = make_person(contact="lain@contoh.id", password_hash=password_hash)
    client = app.test_client()
    type_in(client, contact="sari@contoh.id")
    client.set_cookie("language", "en")
    form = {"contact": "lain@contoh.id", "password": PASSWORD}
    asked = client.post("/account/merge", data=form)
    change_contact(other)
    for path, data, status in (
        (asked.location, {"sure": "y"}, 409),
        ("/account/merge", form | {"contact": f"{other}@contoh.id"}, 422),
    ):
        answer = client.post(path, data=data)
        assert answer.status_code == status
        assert f"can be disputed until {local_day(utc_now() + OBJECTION_PERIOD)}" in answer.text


def local_day(moment):
    """Of a reader in the province in which the people of these tests work."""
    return f"{moment.astimezone(ZoneInfo('Asia/Makassar')):%-d %B %Y}, "


@pytest.fixture
def beside(app):
    """Does the second while the first is done and not yet committed."""

    def beside(first, second):
        def do(work, seconds):
            with app.app_context(), transaction() as session:
                work(session)
                sleep(seconds)  # where the machine is slow, the second comes after the first

        begun = Event()
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(do, lambda session: (first(session), begun.set()), 1)
            begun.wait(60)
            pool.submit(do, second, 0).result(60)
            one.result(60)

    return beside


def test_who_erases_beside_a_merge_erases_both(beside, make_person, act, new_session):
    kept, other = make_person(), make_person()
    asked = act(request_merge, kept, other_id=other)
    beside(
        lambda session: merge_accounts(session, asked, person_id=kept, now=utc_now()),
        lambda session: erase_person(session, kept, certificate_choices={}, now=utc_now()),
    )
    with new_session() as session:
        assert all(person_profile(session, one).erased_at for one in (kept, other))


def test_what_a_block_saves_beside_a_merge_comes_along(beside, make_person, act, new_session):
    kept, other = make_person(), make_person()
    version_id = act(lambda session, now: make_course(session, now=now))
    unit_id = act(learn, other, version_id).unit_id
    asked = act(request_merge, kept, other_id=other)

    def save(session):
        context = sealing_context(other, (unit_id, ""))
        sealed = open_person_key(session, other).seal_json({"note": "baru"}, context=context)
        session.execute(update(LearnerBlockState).values(sealed=sealed))

    beside(save, lambda session: merge_accounts(session, asked, person_id=kept, now=utc_now()))
    with new_session() as session:
        assert block_state(session, kept, unit_id) == {"note": "baru"}


@pytest.mark.parametrize("comes_first", ["save", "merge"])
def test_what_a_block_saves_first_beside_a_merge_is_never_left_behind(
    beside, make_person, act, new_session, comes_first
):
    """It comes along, or its page is told to try again, which the closed account cannot."""
    kept, other = make_person(), make_person()
    version_id = act(lambda session, now: make_course(session, now=now))
    act(enrol_learner, person_id=other, course_version_id=version_id)
    with new_session() as session:
        units = select(Unit.id).where(Unit.course_version_id == version_id)
        unit_id = session.scalars(units.order_by(Unit.id).limit(1)).one()
    asked = act(request_merge, kept, other_id=other)
    context, stored = sealing_context(other, (unit_id, "")), []

    def save(session):
        sealed = open_person_key(session, other).seal_json({"note": "baru"}, context=context)
        row = {"id": new_id(), "person_id": other, "unit_id": unit_id, "block_type": ""}
        row |= {"sealed": sealed, "version": 1, "updated_at": utc_now()}
        statement = insert_row("learner", session.get_bind().dialect.name)
        given = {f"new_{name}": row[name] for name in row}
        stored.append(session.execute(statement, given).all())

    def merge_now(session):
        merge_accounts(session, asked, person_id=kept, now=utc_now())

    first, second = (save, merge_now) if comes_first == "save" else (merge_now, save)
    beside(first, second)
    with new_session() as session:
        owners = session.scalars(select(LearnerBlockState.person_id)).all()
    assert (bool(stored[0]), owners) == ((True, [kept]) if comes_first == "save" else (False, []))
