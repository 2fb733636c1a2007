"""Who is on the roster and has not joined enters a room: nobody is doubled, nobody taken over."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from courses.cohorts.live_sessions.codes import current_code
from courses.cohorts.live_sessions.models import Attendance, LiveSession
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import enrolment_of
from courses.enrolment.service import enrol_learner
from lms.accounts.contacts import parse_contact
from lms.accounts.models import Person
from lms.accounts.queries import credentials_of
from lms.accounts.sign_in.service import request_link
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.organisations.invitations.models import Invitation
from lms.organisations.members.queries import joined_by_person
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt
from lms.workflows.cohorts.attendance import check_in_key
from tests.visible_text import visible_text

NEW = {
    "name": "Siti Aminah",
    "audience": "teacher",
    "province": "53",
    "password": "payung teduh sekali",
    "consent_learning": "y",
}


@pytest.fixture
def tick(facilitator, board):
    """The facilitator ticks a row of the roster by hand."""
    return lambda live, enrolment_id, note: facilitator.post(
        f"{board}/sessions/{live}/people/{enrolment_id}", data={"note": note}
    )


@pytest.fixture
def in_class(new_session, cohort):
    """People of the class with an open account."""
    return lambda: learners(new_session, cohort)


@pytest.fixture
def link_of(facilitator, board):
    """The personal link that the facilitator shows."""
    return lambda enrolment_id: link_shown(facilitator, board, enrolment_id)


def attended(new_session):
    with new_session() as session:
        rows = select(Enrolment.person_id).join(Attendance, Attendance.enrolment_id == Enrolment.id)
        return session.scalars(rows).all()


def learners(new_session, cohort):
    """People of the class with an open account."""
    with new_session() as session:
        rows = select(Enrolment.person_id).join(Person, Person.id == Enrolment.person_id)
        return set(session.scalars(rows.where(Enrolment.cohort_id == cohort, Person.active)))


def link_shown(facilitator, board, enrolment_id):
    """The personal link that the facilitator shows."""
    shown = facilitator.post(f"{board}/links/{enrolment_id}")
    assert shown.status_code == 303
    page = facilitator.get(shown.location)
    assert page.headers["Cache-Control"] == "no-store"
    return re.search(r"/invitation/[\w-]+", page.text)[0]


def test_who_signed_in_with_the_contact_of_the_roster_joins_in_a_closed_session(
    meet, expected, address_of, sign_in, new_session, school, cohort
):
    siti, enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    client, path = sign_in(siti), address_of(meet())
    assert "Bergabung dan catat kehadiran" in client.get(path).text
    for _twice in range(2):
        assert client.post(path).status_code == 303
    assert attended(new_session) == [siti]
    with new_session() as session:
        assert joined_by_person(session, school)[siti] is True
        assert session.scalar(select(Attendance.enrolment_id)) == enrolment_id
    assert learners(new_session, cohort) == {siti}
    assert client.get(f"/invitation/{token}").status_code == 409  # the slip opens nothing more


def test_teacher_with_an_account_and_an_invitation_joins_in_a_closed_session(
    meet, act, expected, address_of, make_person, sign_in, new_session
):
    maria = make_person(name="Maria", contact="maria@contoh.id")
    assert expected("MARIA", "maria@contoh.id")[:2] == (maria, None)
    client, path = sign_in(maria), address_of(meet())
    assert client.post(path).status_code == 303
    assert attended(new_session) == [maria]


def test_link_of_the_facilitator_opens_the_row_and_leads_back_to_the_session(
    app, meet, expected, address_of, facilitator, board, new_session, cohort
):
    siti, enrolment_id, _token = expected("Siti Aminah", "081234567890")
    phone, path = app.test_client(), address_of(meet())
    phone.get(path)
    assert "Siti Aminah" in facilitator.get(f"{board}/links").text
    link = link_shown(facilitator, board, enrolment_id)
    joined = phone.post(link, data=NEW | {"name": "Siti Aminah Putri"})
    assert (joined.status_code, joined.location) == (303, path)
    assert phone.post(path).status_code == 303
    assert attended(new_session) == [siti]
    assert learners(new_session, cohort) == {siti}
    assert "Siti" not in visible_text(facilitator.get(f"{board}/links").text)
    assert facilitator.post(f"{board}/links/{enrolment_id}").status_code == 409
    assert app.test_client().get(link).status_code == 409


def test_link_that_lapsed_is_made_anew_once(act, expected, facilitator, board, new_session):
    budi, mine, token = expected("Budi", "budi@contoh.id")
    act(revoke, budi)
    assert "/invitation/" not in facilitator.get(f"{board}/links/{mine}").text
    links = {link_shown(facilitator, board, mine) for _twice in range(2)}
    assert len(links) == 1
    assert links != {f"/invitation/{token}"}
    with new_session() as session:
        shown = select(AuditEvent.subject_id).where(AuditEvent.action == "invitation.shown")
        assert session.scalars(shown).all() == [budi, budi]


def revoke(session, person_id, *, now):
    mine = update(Invitation).where(Invitation.person_id == person_id)
    session.execute(mine.values(revoked_at=now))


def test_no_link_for_a_row_with_an_account(
    expected, facilitator, board, learner, new_session, act, sign_in
):
    """Whoever signs in as somebody proves the contact; a link would take the account over."""
    siti, enrolment_id, token = expected("Siti Aminah", "siti@contoh.id")
    act(give_password, siti)
    assert facilitator.post(f"{board}/links/{enrolment_id}").status_code == 409
    joined = learner("Sudah Bergabung")
    with new_session() as session:
        mine = session.scalar(select(Enrolment.id).where(Enrolment.person_id == joined))
    assert facilitator.post(f"{board}/links/{mine}").status_code == 409
    assert "/invitation/" not in facilitator.get(f"{board}/links/{mine}").text
    stranger = sign_in(learner("Orang Lain"))
    assert stranger.post(f"/invitation/{token}/own-account").status_code == 409


def give_password(session, person_id, *, now):
    session.get_one(Person, person_id).password = "x"


def test_links_of_another_cohort_are_not_shown(
    expected, holder, board, other_board, sign_in, learner
):
    _siti, enrolment_id, _token = expected("Siti Aminah", "siti@contoh.id")
    other = holder("facilitator", "cohort", UUID(other_board.rpartition("/")[2]))
    assert "Siti" not in visible_text(other.get(f"{other_board}/links").text)
    assert other.post(f"{other_board}/links/{enrolment_id}").status_code == 409
    assert "/invitation/" not in other.get(f"{other_board}/links/{enrolment_id}").text
    for path in ("/links", f"/links/{enrolment_id}"):
        assert other.get(f"{board}{path}").status_code == 404
        assert sign_in(learner("Ani")).get(f"{board}{path}").status_code == 404


def test_own_account_takes_the_row_and_nobody_is_doubled(
    meet, expected, address_of, tick, link_of, siti, in_class, new_session
):
    """Her account has her e-mail, the roster her mobile; the facilitator had ticked the row."""
    live = meet(lets_join=True)
    _row, enrolment_id, _token = expected("SITI AMINAH, S.PD", "081234567890")
    tick(live, enrolment_id, "late")
    person_id, phone = siti
    path = address_of(live)
    assert "ada di daftar" in phone.post(path).text
    assert person_id not in in_class()
    link = link_of(enrolment_id)
    assert "own-account" in phone.get(link).text
    taken = phone.post(f"{link}/own-account")
    assert (taken.status_code, taken.location) == (303, path)
    phone.post(path)
    assert attended(new_session) == [person_id]
    assert in_class() == {person_id}
    assert phone.post(f"{link}/own-account").status_code == 409
    with new_session() as session:
        assert session.scalar(select(Attendance.is_late)) is True


@pytest.fixture
def siti(make_person, sign_in):
    """Somebody with an account of her own: her id and her phone."""
    person_id = make_person(name="Siti Aminah", contact="siti@contoh.id")
    return person_id, sign_in(person_id)


def test_account_that_takes_the_course_alone_keeps_the_tick_of_the_row(
    act, meet, expected, tick, siti, in_class, new_session, version_id
):
    _row, enrolment_id, token = expected("Siti Aminah", "081234567890")
    tick(meet(), enrolment_id, "present")
    person_id, phone = siti
    act(enrol_learner, person_id=person_id, course_version_id=version_id)
    assert phone.post(f"/invitation/{token}/own-account").status_code == 303
    assert attended(new_session) == [person_id]
    assert in_class() == {person_id}


def test_two_teachers_of_one_name_are_two(
    meet, expected, address_of, make_person, sign_in, new_session, cohort
):
    row, _enrolment_id, _token = expected("Siti Aminah", "081234567890")
    other = make_person(name="Siti Aminah, M.Pd.", contact="siti.lain@contoh.id")
    client, path = sign_in(other), address_of(meet(lets_join=True))
    assert client.post(path).status_code == 200
    assert attended(new_session) == []
    assert client.post(path, data={"another-person": "yes"}).status_code == 303
    assert attended(new_session) == [other]
    assert learners(new_session, cohort) == {row, other}


def test_nobody_takes_a_row_without_its_link(
    app, expected, address_of, meet, make_person, sign_in, new_session, cohort
):
    row, _enrolment_id, token = expected("Siti Aminah", "081234567890")
    thief = sign_in(make_person(name="Siti Aminah"))
    path = address_of(meet())
    assert thief.post(path).status_code == 409
    assert thief.post(path, data={"another-person": "yes"}).status_code == 409
    assert thief.post("/invitation/wrong/own-account").status_code == 404
    assert app.test_client().post(f"/invitation/{token}/own-account").status_code == 401
    assert learners(new_session, cohort) == {row}


def test_phone_that_was_passed_on_is_signed_out_and_comes_back(
    meet, learner, sign_in, address_of, new_session
):
    phone, path = sign_in(learner("Ani")), address_of(meet())
    assert "Saya bukan Ani" in phone.get(path).text
    out = phone.post(f"/sign-out?next={path}")
    assert (out.status_code, out.location) == (303, path)
    assert phone.post(path).status_code == 401
    assert phone.get(path).status_code == 200
    assert attended(new_session) == []
    assert phone.post("/sign-out?next=https://elsewhere.example/").location == "/"


def test_link_in_a_message_leads_back_to_the_session(
    app, meet, expected, address_of, new_session, act
):
    siti, _enrolment_id, _token = expected("Siti Aminah", "siti@contoh.id")
    contact = parse_contact("siti@contoh.id")
    phone, path = app.test_client(), address_of(meet())
    phone.get(path)
    act(request_link, contact=contact, token="tautan" * 8)
    used = phone.post(f"/link/{'tautan' * 8}", data=NEW)
    assert used.status_code == 303
    seen = phone.post(used.location)
    assert (seen.status_code, seen.location) == (303, path)
    assert phone.post(path).status_code == 303
    assert attended(new_session) == [siti]
    with new_session() as session:
        assert credentials_of(session, contact).person_id == siti


def test_second_scan_says_that_one_is_present(meet, learner, sign_in, address_of):
    client, path = sign_in(learner("Ani")), address_of(meet())
    client.post(path)
    page = client.get(path).text
    assert "Ani, Anda sudah tercatat hadir" in page
    assert "Saya hadir" not in page


def test_code_of_an_ended_session_says_that_it_is_over(
    app, act, cohort, meet, address_of, learner, sign_in, new_session
):
    live = meet()
    ended_at = utc_now() - timedelta(minutes=10)
    act(end_at, live, ended_at)
    with new_session() as session:
        code = current_code(check_in_key(session), live, ended_at)
    client = sign_in(learner("Ani"))
    for answer in (client.get(f"/check-in/{code}"), client.post(f"/check-in/{code}")):
        assert answer.status_code == 410
        assert "Pertemuan ini sudah selesai" in answer.text
    assert client.get("/check-in/AAAA-0000").status_code == 404
    act(end_at, live, utc_now() - timedelta(hours=13))
    assert attended(new_session) == []


def end_at(session, live_session_id, ends_at, *, now):
    row = session.get_one(LiveSession, live_session_id)
    row.begins_at, row.ends_at = ends_at - timedelta(hours=1), ends_at


def test_wall_has_the_code_and_a_way_back_and_nothing_else(meet, facilitator, board, act):
    live = meet()
    page = facilitator.get(f"{board}/sessions/{live}/check-in")
    assert page.headers["Cache-Control"] == "no-store"
    assert re.findall(r'<a [^>]*href="([^"]*)"', page.text) == [f"{board}/sessions/{live}"]
    assert len(page.data) < 30_000
    assert "<form" not in page.text
    act(end_at, live, utc_now() - timedelta(minutes=1))
    over = facilitator.get(f"{board}/sessions/{live}/check-in").text
    assert "This session is over" in over
    assert 'class="qr' not in over


def test_home_leads_facilitators_to_the_session_of_today(
    meet, facilitator, board, other_board, holder, act, coordinator
):
    live = meet()
    home = facilitator.get("/home").text
    assert f"{board}/sessions/{live}/check-in" in home
    other = holder("facilitator", "cohort", UUID(other_board.rpartition("/")[2]))
    assert f"/sessions/{live}" not in other.get("/home").text
    act(end_at, live, utc_now() - timedelta(minutes=1))
    assert f"/sessions/{live}" not in facilitator.get("/home").text


def test_announcement_of_a_facilitator_is_on_the_home_of_the_cohort(
    facilitator, board, learner, sign_in
):
    assert f"{board}/announcements" in facilitator.get(f"{board}/about").text
    assert f"{board}/edit" not in facilitator.get(f"{board}/about").text
    posted = facilitator.post(f"{board}/announcements", data={"text": "Bawa bekal."})
    assert posted.status_code == 303
    assert "Bawa bekal." in sign_in(learner("Ani")).get("/home").text


def test_who_has_no_pre_test_is_counted_while_a_session_can_be_saved(
    meet, facilitator, board, learner, act, new_session, address_of, sign_in
):
    live = meet()
    people = [learner(name) for name in ("Ani", "Budi", "Citra")]
    path = address_of(live)
    for person_id in people[:2]:
        sign_in(person_id).post(path)
    act(submit_pre_test, people[0])
    assert "2 people have no pre-test" in facilitator.get(board).text
    page = facilitator.get(f"{board}/sessions/{live}").text
    assert "1 person who is here has no pre-test" in page
    assert page.count("Pre-test done") == 1
    act(end_at, live, utc_now() - timedelta(minutes=1))
    assert "no pre-test<" not in facilitator.get(board).text
    assert "who is here has no pre-test" not in facilitator.get(f"{board}/sessions/{live}").text


def submit_pre_test(session, person_id, *, now):
    mine = {"person_id": person_id, "enrolment_id": enrolment_of(session, person_id, "POESA-EL").id}
    attempt_id = start_attempt(session, purpose="pre", now=now, **mine)
    finish_attempt(session, attempt_id, person_id=person_id, now=now)
