"""Links that somebody misuses, presses too early or too late, or at the same moment as others."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from courses.cohorts.live_sessions.codes import current_code
from courses.cohorts.live_sessions.models import Attendance, LiveSession
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.models import Enrolment
from lms.accounts.contacts import parse_contact
from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.organisations.invitations.queries import invitations_to
from lms.organisations.invitations.service import token_of
from lms.organisations.members.service import join_organisation
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.cohorts.attendance import check_in_key
from lms.workflows.organisations.join_organisation import enrol_member, invite_person
from tests.visible_text import visible_text

NEW = {
    "name": "Siti Aminah",
    "audience": "teacher",
    "province": "53",
    "password": "payung teduh sekali",
    "consent_learning": "y",
}
GUESSES = 12  # more than one account may fail from one address


@pytest.fixture
def second_cohort(act, school, version_id):
    """Another class of the same course and school."""
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas B")}
    return act(open_cohort, organisation_id=school, **facts)


@pytest.fixture
def in_class(new_session, cohort):
    """People of the class with an open account."""

    def in_class():
        with new_session() as session:
            rows = select(Enrolment.person_id).join(Person, Person.id == Enrolment.person_id)
            return set(session.scalars(rows.where(Enrolment.cohort_id == cohort, Person.active)))

    return in_class


@pytest.fixture
def account(make_person):
    """Somebody with an account of her own, whose contact is not that of the roster."""
    return make_person(name="Siti Aminah", contact="siti@contoh.id")


@pytest.fixture
def start_of_session(meet, address_of):
    """The check-in of a session that lets people join."""
    return address_of(meet(lets_join=True))


@pytest.fixture
def show_link(facilitator, board):
    """The facilitator asks for the link of a row."""
    return lambda enrolment_id: facilitator.post(f"{board}/links/{enrolment_id}")


def shown_links(new_session):
    """Whose links were shown, in the audit."""
    with new_session() as session:
        shown = select(AuditEvent.subject_id).where(AuditEvent.action == "invitation.shown")
        return session.scalars(shown).all()


def at_once(steps):
    """Run all steps in threads of their own, released together, and give their statuses."""
    barrier = Barrier(len(steps))

    def run(step):
        barrier.wait()
        return step().status_code

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(run, steps))


def test_link_that_was_valid_before_is_not_shown_without_a_trace(
    expected, facilitator, board, new_session
):
    siti, enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    assert token in facilitator.get(f"{board}/links/{enrolment_id}").text
    assert shown_links(new_session) == [siti]


def test_link_of_an_account_in_use_is_not_shown(
    act, expected, facilitator, board, school, new_session
):
    siti, enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    scope = {"scope_type": "organisation", "scope_id": school, "granted_by": None}
    act(grant_role, person_id=siti, role="coordinator", **scope)
    assert token not in facilitator.get(f"{board}/links/{enrolment_id}").text
    assert facilitator.post(f"{board}/links/{enrolment_id}").status_code == 409
    assert shown_links(new_session) == []


def test_row_with_a_role_is_not_taken(act, app, expected, school, make_person, sign_in):
    siti, _enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    scope = {"scope_type": "organisation", "scope_id": school, "granted_by": None}
    act(grant_role, person_id=siti, role="coordinator", **scope)
    thief = sign_in(make_person(name="Siti Aminah"))
    assert thief.post(f"/invitation/{token}/own-account").status_code == 409
    assert app.test_client().post(f"/invitation/{token}", data=NEW).status_code == 401


def test_link_of_another_school_does_not_open_a_row_that_was_taken(
    act, app, expected, found, make_person, sign_in, new_session
):
    siti, _enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    asked = {"name": "Siti", "contact": parse_contact("siti@contoh.id"), "is_sent": False}
    place = {"organisation_id": found("SDN Lain"), "cohort_id": None, "made_by": make_person()}
    invitation_id = act(invite_person, **asked, **place)
    with new_session() as session:
        other = token_of(session, invitation_id)
    phone = sign_in(make_person(name="Siti Aminah", contact="siti.lain@contoh.id"))
    assert phone.post(f"/invitation/{token}/own-account").status_code == 303
    assert app.test_client().post(f"/invitation/{other}", data=NEW).status_code == 401
    with new_session() as session:
        row = session.get_one(Person, siti)
        assert (row.active, row.password) == (False, None)


def test_link_of_an_erased_person_opens_nothing(act, expected, make_person, sign_in):
    siti, _enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    act(erase_person, siti, certificate_choices={})
    assert sign_in(make_person()).post(f"/invitation/{token}/own-account").status_code == 404


def test_account_of_another_cohort_does_not_swallow_the_row(
    act, expected, school, second_cohort, account, sign_in, in_class
):
    """The row would leave the list of its class, and nobody be in its place."""
    row, _enrolment_id, token = expected("Siti Aminah", "081234567890")
    act(join_organisation, person_id=account, organisation_id=school)
    act(enrol_member, person_id=account, cohort_id=second_cohort)
    assert sign_in(account).post(f"/invitation/{token}/own-account").status_code == 409
    assert in_class() == {row}


def test_invitation_into_another_cohort_stays_open(
    act, school, second_cohort, make_person, sign_in, meet, address_of, new_session
):
    maria = make_person(name="Maria", contact="maria@contoh.id")
    asked = {"name": "Maria", "contact": parse_contact("maria@contoh.id"), "is_sent": False}
    place = {"organisation_id": school, "cohort_id": second_cohort, "made_by": make_person()}
    act(invite_person, **asked, **place)
    assert sign_in(maria).post(address_of(meet(lets_join=True))).status_code == 303
    with new_session() as session:
        still_open = invitations_to(session, maria, now=utc_now())
    assert [invitation.cohort_id for invitation in still_open] == [second_cohort]


def test_whole_room_reads_that_a_session_is_over(app, act, meet, new_session):
    """All are behind one address, and the code was right."""
    live, ended_at = meet(), utc_now() - timedelta(minutes=10)
    act(end_at, live, ended_at)
    with new_session() as session:
        code = current_code(check_in_key(session), live, ended_at)
    statuses = [app.test_client().get(f"/check-in/{code}").status_code for _ in range(GUESSES)]
    assert statuses == [410] * GUESSES
    typed = app.test_client().post("/join", data={"code": code}, follow_redirects=True)
    assert typed.status_code == 410


def end_at(session, live_session_id, ends_at, *, now):
    row = session.get_one(LiveSession, live_session_id)
    row.begins_at, row.ends_at = ends_at - timedelta(hours=1), ends_at


def test_check_in_names_nobody_of_the_roster(app, expected, meet, address_of, make_person, sign_in):
    expected("Siti Aminah", "siti@contoh.id")
    path = address_of(meet(lets_join=True))
    for client in (app.test_client(), sign_in(make_person(name="Orang Lain"))):
        page = client.get(path)
        assert page.headers["Cache-Control"] == "no-store"
        assert "Siti" not in visible_text(page.text)
        assert "siti@contoh.id" not in page.text


def test_many_who_use_one_link_at_once_are_one(app, expected, make_person, sign_in, in_class, meet):
    _row, _enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    phones = [sign_in(make_person(name=f"Siti {number}")) for number in range(3)]
    takes = [lambda phone=p: phone.post(f"/invitation/{token}/own-account") for p in phones]
    claims = [lambda: app.test_client().post(f"/invitation/{token}", data=NEW)] * 2
    statuses = at_once([*takes, *claims])
    assert statuses.count(303) == 1
    assert set(statuses) <= {303, 401, 404, 409}
    assert len(in_class()) == 1


def test_row_that_is_taken_while_its_link_is_shown_and_its_owner_checks_in(
    expected, account, sign_in, in_class, start_of_session, show_link, new_session
):
    """On PostgreSQL none of the three may lock in an order that another waits for."""
    _row, enrolment_id, token = expected("Siti Aminah", "081234567890")
    phone, other_phone, path = sign_in(account), sign_in(account), start_of_session
    taken, checked_in, shown = at_once(
        [
            lambda: phone.post(f"/invitation/{token}/own-account"),
            lambda: other_phone.post(path, data={"another-person": "yes"}),
            lambda: show_link(enrolment_id),
        ]
    )
    assert (taken, checked_in) == (303, 303)
    assert shown in {303, 404, 409}
    assert in_class() == {account}
    with new_session() as session:
        assert len(session.scalars(select(Attendance.id)).all()) == 1
