"""Reminders: only to whom was chosen and may be reached, once a week, by day, and refusable."""

from datetime import UTC, datetime, timedelta
from threading import Thread, current_thread, main_thread
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select, update

from courses.cohorts.queries import cohort as cohort_view
from courses.cohorts.reminders.errors import NobodyToRemind
from courses.cohorts.reminders.models import Reminder, ReminderRound
from courses.cohorts.reminders.queries import reminder_round
from courses.cohorts.reminders.service import opt_out
from courses.cohorts.service import CohortDetails, open_cohort
from lms.accounts.contacts import parse_contact
from lms.accounts.models import Person
from lms.accounts.roles.queries import open_grants
from lms.accounts.roles.service import end_role, grant_role
from lms.extensions import transaction
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.outbox import MAX_ATTEMPTS, OutboxMessage, claim_message
from lms.organisations.invitations.models import Invitation
from lms.organisations.invitations.service import revoke_invitation, token_of
from lms.organisations.members.service import add_member, join_organisation, leave_organisation
from lms.tasks import sweep
from lms.workflows.organisations.join_organisation import enrol_member, invite_person
from lms.workflows.reminders.send import start_round, write_batch
from tests.factories import make_course

DAY = datetime(2026, 11, 27, 3, tzinfo=UTC)  # ten in the morning in Jakarta, noon in Jayapura
NIGHT = datetime(2026, 11, 27, 11, 30, tzinfo=UTC)  # evening in the west, night further east
BOTH = ("not-joined", "not-started")


@pytest.fixture
def school(found):
    return found()


@pytest.fixture
def cohort(act, school, new_session):
    with new_session() as session, session.begin():
        version_id = make_course(session)
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas A")}
    return act(open_cohort, organisation_id=school, **facts)


@pytest.fixture
def coordinator(make_person, act, school):
    person_id = make_person(name="Koordinator")
    scope = {"scope_type": "organisation", "scope_id": school}
    act(grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
    return person_id


@pytest.fixture
def learner(make_person, act, school, cohort):
    """Somebody in the class who has joined and not begun."""

    def learner(name="Siti", **facts):
        person_id = make_person(name=name, **facts)
        place = {"person_id": person_id, "organisation_id": school}
        act(join_organisation, **place)
        act(enrol_member, person_id=person_id, cohort_id=cohort)
        return person_id

    return learner


@pytest.fixture
def asked(act, school, cohort, coordinator, new_session):
    """Somebody who was asked in with a link and has not come."""

    def asked(contact="budi@contoh.id"):
        act(
            invite_person,
            organisation_id=school,
            cohort_id=cohort,
            name="Budi",
            contact=parse_contact(contact),
            made_by=coordinator,
            is_sent=False,
        )
        with new_session() as session:
            return session.scalar(select(Person.id).where(Person.email == contact))

    return asked


@pytest.fixture
def remind(new_session, cohort, coordinator):
    """Asks for a round and lets the worker write all of it. Gives its view."""

    def remind(states=BOTH, *, now=DAY, only=None, by=None, between=None):
        with new_session() as session, session.begin():
            round_id = start_round(
                session,
                cohort_view(session, cohort, language="id"),
                states=states,
                only=only,
                stuck_after=7,
                can_send=lambda _channel: True,
                asked_by=by or coordinator,
                now=now,
            )
        if between:
            between()
        with new_session() as session, session.begin():
            args = {"cohort_id": cohort, "can_send": lambda _channel: True, "now": now}
            return write_batch(session, round_id, **args)

    return remind


@pytest.fixture
def messages(new_session):
    """Reminders as they stand in the outbox, by person."""

    def messages():
        with new_session() as session:
            rows = session.scalars(
                select(OutboxMessage).where(OutboxMessage.template == "class-reminder")
            )
            return {row.person_id: row for row in rows}

    return messages


def test_who_was_chosen_is_written_to_once_in_a_week(remind, learner, asked, messages, school):
    siti, budi = learner(), asked()
    done = remind()
    assert (done.written, done.left_out, done.waiting) == (2, 0, 0)
    assert set(messages()) == {siti, budi}
    assert {row.sender_id for row in messages().values()} == {school}
    with pytest.raises(NobodyToRemind):
        remind(now=DAY + timedelta(days=6, hours=23))
    assert remind(["not-started"], now=DAY + timedelta(days=7)).written == 1


def test_only_the_chosen_state_and_the_ticked_people(remind, learner, asked, messages):
    siti, rina = learner(), learner("Rina")
    asked()
    assert remind(["not-started"], only=[rina]).written == 1
    assert set(messages()) == {rina}
    assert siti not in messages()
    with pytest.raises(NobodyToRemind):
        remind(["done", "review", "nonsense"])


def test_message_comes_by_day_where_its_reader_lives(remind, learner, messages, new_session):
    west, east = learner(province_code="32"), learner("Yohana", province_code="91")
    remind(now=NIGHT)
    due = {person_id: row.due_at for person_id, row in messages().items()}
    assert due[west] == NIGHT
    assert due[east] == datetime(2026, 11, 27, 23, tzinfo=UTC)


def test_retry_in_the_night_waits_for_the_morning(remind, learner, messages, new_session):
    siti = learner(province_code="32")
    remind()
    late = DAY + timedelta(hours=12)  # the worker stood still until ten in the evening
    with new_session() as session, session.begin():
        assert claim_message(session, now=late) is None
    morning = messages()[siti].due_at
    assert morning == datetime(2026, 11, 28, 1, tzinfo=UTC)
    with new_session() as session, session.begin():
        claimed = claim_message(session, now=morning)
    assert claimed.template == "class-reminder"
    assert urlsplit(claimed.parameters["address"]).path == "/courses/POESA-EL/next"


def test_link_of_who_has_not_joined_opens(remind, asked, new_session, client):
    asked()
    remind(["not-joined"])
    with new_session() as session, session.begin():
        claimed = claim_message(session, now=DAY)
    assert client.get(urlsplit(claimed.parameters["address"]).path).status_code == 200


@pytest.fixture
def lapse(new_session):
    """The link of somebody who was asked in counts no more. Gives its path."""

    def lapse(person_id):
        with new_session() as session, session.begin():
            link = session.scalar(select(Invitation).where(Invitation.person_id == person_id))
            link.made_at -= timedelta(days=31)
            link.expires_at -= timedelta(days=31)
            return f"/invitation/{token_of(session, link.id)}"

    return lapse


def test_who_has_not_joined_gets_a_new_link_where_theirs_has_lapsed(
    remind, asked, lapse, messages, new_session, client, coordinator
):
    budi = asked()
    old = lapse(budi)
    assert remind(["not-joined"], now=utc_now()).written == 1
    morning = messages()[budi].due_at
    with new_session() as session, session.begin():
        claimed = claim_message(session, now=morning)
        made = session.scalars(select(Invitation).order_by(Invitation.id)).all()
        events = session.scalars(select(AuditEvent)).all()
        told = " ".join(str(event.details) for event in events)
    path = urlsplit(claimed.parameters["address"]).path
    assert client.get(path).status_code == 200
    assert client.get(old).status_code == 410
    assert [one.revoked_at is None for one in made] == [False, True]
    assert made[1].made_by == coordinator
    assert path.rpartition("/")[2] not in told


def test_link_that_counts_stays_so_that_printed_slips_go_on_opening(remind, asked, new_session):
    asked()
    remind(["not-joined"])
    with new_session() as session:
        assert session.scalar(select(func.count(Invitation.id))) == 1


def test_link_taken_back_gives_way_to_a_new_one_by_the_coordinator(
    remind, asked, act, school, coordinator
):
    budi = asked()
    act(revoke_invitation, person_id=budi, organisation_id=school, revoked_by=coordinator)
    assert remind(["not-joined"]).written == 1


@pytest.fixture
def facilitator(make_person, act, cohort):
    person_id = make_person(name="Fasilitator")
    scope = {"scope_type": "cohort", "scope_id": cohort}
    act(grant_role, person_id=person_id, role="facilitator", granted_by=None, **scope)
    return person_id


def test_facilitator_sends_a_link_that_counts_and_makes_none(remind, asked, lapse, facilitator):
    budi = asked()
    asked("dewi@contoh.id")
    lapse(budi)
    assert remind(["not-joined"], by=facilitator, now=utc_now()).written == 1
    with pytest.raises(NobodyToRemind):
        remind(["not-joined"], by=facilitator, now=utc_now())


def test_link_to_hand_over_is_made_anew_only_where_it_lapsed(
    asked, lapse, sign_in, coordinator, facilitator, cohort, learner, new_session
):
    budi, siti = asked(), learner()
    path = f"/organisations/classes/{cohort}/reminders/links"
    client = sign_in(coordinator)
    first = client.post(f"{path}/{budi}").location
    assert client.post(f"{path}/{budi}").location == first
    old = lapse(budi)
    page = client.get(client.post(f"{path}/{budi}").location)
    assert page.headers["Cache-Control"] == "no-store"
    assert "/invitation/" in page.text
    assert old not in page.text
    joined = client.post(f"{path}/{siti}")
    assert "/invitation" not in joined.location
    assert "Tautan tidak diperlukan sekarang" in client.get(joined.location).text
    assert sign_in(facilitator).post(f"{path}/{budi}").status_code in (403, 404)
    assert sign_in(siti).post(f"{path}/{budi}").status_code == 404


def test_who_wants_none_is_left_out_also_when_they_say_so_later(remind, learner, act, messages):
    siti, rina, ani = learner(), learner("Rina"), learner("Ani")
    act(opt_out, siti)
    done = remind(between=lambda: act(opt_out, rina))
    assert (done.written, done.left_out) == (1, 1)
    assert set(messages()) == {ani}


def test_page_names_who_is_left_out_and_why(learner, act, sign_in, coordinator, cohort):
    siti = learner()
    learner("Rina")
    client = sign_in(coordinator)
    client.set_cookie("language", "en")
    path = f"/organisations/classes/{cohort}/reminders?state=not-started"
    assert "They want no reminders" not in client.get(path).text
    act(opt_out, siti)
    assert "They want no reminders" in client.get(path).text


def test_who_has_left_meanwhile_is_left_out(remind, learner, act, school, coordinator, messages):
    siti = learner()
    gone = {"person_id": siti, "organisation_id": school, "ended_by": coordinator}
    assert remind(between=lambda: act(leave_organisation, **gone)).left_out == 1
    assert messages() == {}


def test_coordinator_who_lost_the_role_reminds_nobody(
    remind, learner, act, coordinator, new_session, messages
):
    learner()

    def lose():
        with new_session() as session:
            held = open_grants(session, coordinator)
        for grant in held:
            act(end_role, grant.id, ended_by=None)

    assert remind(between=lose).stopped == 1
    assert messages() == {}


def test_second_step_writes_nothing_twice(remind, learner, messages, new_session, cohort):
    learner()
    done = remind()
    with new_session() as session, session.begin():
        args = {"cohort_id": cohort, "can_send": lambda _channel: True, "now": DAY}
        write_batch(session, done.id, **args)
    assert len(messages()) == 1


def test_link_in_the_message_stops_them_without_signing_in(
    remind, learner, messages, client, new_session, app
):
    siti = learner()
    remind(now=NIGHT + timedelta(hours=4))
    with new_session() as session:
        reminder_id = session.scalar(select(Reminder.id).where(Reminder.person_id == siti))
        row = messages()[siti]
    with new_session() as session, session.begin():
        claimed = claim_message(session, now=row.due_at)
        session.rollback()
    path = urlsplit(claimed.parameters["stop"]).path
    assert str(reminder_id) in path
    assert client.get(path).status_code == 200
    assert set(messages()) == {siti}  # looking changes nothing
    assert client.post(path).status_code == 303
    assert messages() == {}  # it had waited for the morning
    assert client.post(path).status_code == 303
    assert client.get(path[:-1] + ("A" if path[-1] != "A" else "B")).status_code == 404


def test_person_refuses_and_allows_on_their_own_page(remind, learner, sign_in, messages):
    siti = learner()
    own = sign_in(siti)
    assert own.post("/account/reminders/stop").status_code == 303
    assert "/account/reminders/allow" in own.get("/account/data").text
    with pytest.raises(NobodyToRemind):
        remind()
    own.post("/account/reminders/allow")
    assert remind().written == 1


def test_pages_preview_send_and_tell(
    app, settings, learner, sign_in, coordinator, cohort, messages, new_session
):
    siti, rina = learner(), learner("Rina", contact="+6281234567890")
    client = sign_in(coordinator)
    client.set_cookie("language", "en")
    path = f"/organisations/classes/{cohort}/reminders"
    assert path in client.get(f"/organisations/classes/{cohort}").text
    closed = client.get(f"{path}?state=not-started").text
    assert "This server sends no e-mail" in closed
    assert "this server sends no text messages" in closed
    assert "wa.me" in closed
    assert "Nobody is chosen yet" in client.get(f"{path}?look=yes").text
    assert "Nobody is chosen yet" not in client.get(path).text
    assert "Nobody is chosen yet" not in client.get(f"{path}?look=yes&state=not-started").text
    settings = settings.model_copy(update={"mail_url": "smtp://localhost:1"})
    app.extensions["settings"] = settings
    page = client.get(f"{path}?state=not-started&days=abc").text
    assert f'value="{siti}" checked' in page
    assert str(rina) not in page  # by phone there is no way
    assert "/no-reminders/" in page
    assert "/courses/POESA-EL/next" in page
    nobody = client.post(path, data={"state": "not-started", "days": "9"})
    assert nobody.status_code == 422
    assert "Nobody is ticked, so nothing was sent" in nobody.text
    assert f'value="{siti}"' in nobody.text
    assert 'id="days" name="days" value="9"' in nobody.text
    data = {"state": "not-started", "person": [str(siti), str(rina), "nonsense"]}
    sent = client.post(path, data=data)
    assert sent.status_code == 303
    sweep(app)
    told = client.get(sent.location).text
    assert "<dt>written</dt><dd>1</dd>" in told
    assert set(messages()) == {siti}
    assert client.get(f"{path}/{siti}").status_code == 404
    board = client.get(f"/organisations/classes/{cohort}").text
    assert "Reminded" in board


@pytest.fixture
def failed(remind, learner, messages, new_session):
    """A reminder that was given up after a refusal. Gives its id."""
    siti = learner(contact="siti@contoh.id")
    remind()
    row = messages()[siti]
    with new_session() as session, session.begin():
        values = {"given_up_at": DAY, "problem": "smtp-550", "attempts": MAX_ATTEMPTS}
        session.execute(update(OutboxMessage).where(OutboxMessage.id == row.id).values(values))
        session.execute(update(Person).where(Person.id == siti).values(email="siti.baru@contoh.id"))
    return row.id


def test_failed_message_is_seen_and_sent_again_to_the_new_address(
    failed, sign_in, coordinator, school, new_session
):
    client = sign_in(coordinator)
    client.set_cookie("language", "en")
    path = f"/organisations/{school}/messages"
    page = client.get(path).text
    assert "rejected it. Is the address right" in page
    assert "contoh.id" not in page
    assert client.post(f"{path}/{failed}/again").status_code == 303
    assert "None: all messages" in client.get(path).text
    assert client.post(f"{path}/{failed}/again").status_code == 404
    with new_session() as session, session.begin():
        row = session.get_one(OutboxMessage, failed)
        row.quiet_zone = None  # whatever the hour of this test
        session.flush()
        claimed = claim_message(session, now=utc_now() + timedelta(seconds=1))
    assert (claimed.id, claimed.address) == (failed, "siti.baru@contoh.id")


def test_other_organisations_neither_see_nor_send_it(
    failed, found, make_person, act, sign_in, new_session
):
    elsewhere = found("SMP Lain")
    person_id = make_person()
    scope = {"scope_type": "organisation", "scope_id": elsewhere}
    act(grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
    client = sign_in(person_id)
    client.set_cookie("language", "en")
    assert "None: all messages" in client.get(f"/organisations/{elsewhere}/messages").text
    answer = client.post(f"/organisations/{elsewhere}/messages/{failed}/again")
    assert answer.status_code == 404
    with new_session() as session:
        assert session.get_one(OutboxMessage, failed).given_up_at is not None


def test_round_of_another_class_is_not_found(remind, learner, new_session, cohort):
    from courses.cohorts.reminders.errors import ReminderRoundNotFound

    learner()
    done = remind()
    with new_session() as session, pytest.raises(ReminderRoundNotFound):
        reminder_round(session, done.id, cohort_id=done.id)


def test_member_written_down_without_enrolment_is_no_learner(
    remind, learner, make_person, act, school
):
    act(add_member, person_id=make_person(), organisation_id=school, added_by=None)
    learner()
    assert remind().written == 1


def test_second_worker_at_a_round_waits_and_writes_nothing_twice(
    app, remind, learner, new_session, cohort
):
    learner()

    def write():
        args = {"cohort_id": cohort, "can_send": lambda _channel: True, "now": DAY}
        with app.app_context(), transaction() as session:
            write_batch(session, session.scalar(select(ReminderRound.id)), **args)
            if current_thread() is main_thread():
                second.start()
                second.join(0.5)  # long enough to have read what waits, where it is not locked

    second = Thread(target=write)
    remind(between=lambda: (write(), second.join()))
    with new_session() as session:
        of_reminders = OutboxMessage.template == "class-reminder"
        assert session.scalar(select(func.count()).where(of_reminders)) == 1
