"""Organisations that the browser tests find on the site: an office, a school, who asks to join."""

from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy import select

from courses.action_plans.service import save_draft, submit_plan
from courses.cohorts.live_sessions.codes import current_code, format_code
from courses.cohorts.live_sessions.queries import enrolment_in_cohort
from courses.cohorts.live_sessions.service import LiveSessionDetails
from courses.cohorts.queries import cohort
from courses.cohorts.reminders.models import Reminder
from courses.cohorts.reminders.opt_out import opt_out_address
from courses.cohorts.service import CohortDetails, open_cohort, post_announcement
from courses.enrolment.service import enrol_learner
from lms.accounts.contacts import parse_contact
from lms.accounts.queries import person_profile
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import utc_now
from lms.kernel.outbox import OutboxMessage
from lms.organisations.cohort_codes.service import code_of, make_code
from lms.organisations.invitations.models import Invitation
from lms.organisations.invitations.service import token_of
from lms.organisations.members.service import join_organisation
from lms.organisations.roster.lines import RosterLine, RosterSource
from lms.organisations.roster.queries import roster
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.cohorts.attendance import check_in_key
from lms.workflows.cohorts.live_sessions import make_live_session
from lms.workflows.organisations.coordinators import create_organisation as apply_for
from lms.workflows.organisations.join_organisation import enrol_member, invite_person
from lms.workflows.organisations.move_organisation import move_or_request
from lms.workflows.reminders.send import start_round, write_batch
from lms.workflows.rosters.drafts import confirm_roster, upload_roster
from lms.workflows.rosters.import_rows import import_next_rows
from tests.factories import make_person

LONG_NAME = "Maharani Kusumaningtyas Wirasatya Hadiningrat Prawirodirjo S"  # as long as one may be
LONG_SCHOOL = "Sekolah Dasar Negeri Harapan Bangsa Sejahtera Kecamatan Oesapa Barat"


def add_organisations(world, session, version_id):
    """An office with a school below it, their coordinator, and a school that waits."""
    now = utc_now()
    office = approved(session, "office", OrganisationDetails("Dinas Pendidikan", "", "53"), None)
    school = approved(session, "school", OrganisationDetails(LONG_SCHOOL, "20301234", "53"), office)
    coordinator = make_person(session, name=LONG_NAME)
    for organisation_id in (office, school):
        place = {"person_id": coordinator, "organisation_id": organisation_id}
        join_organisation(session, now=now, **place)
    scope = {"scope_type": "organisation", "scope_id": office}
    role = {"role": "coordinator", "granted_by": None, "now": now, **scope}
    grant_role(session, person_id=coordinator, **role)
    world.let_in(session, "coordinator", coordinator)
    applied = {"kind": "school", "facts": OrganisationDetails("SMP Negeri 7", "50309999", "53")}
    applicant = make_person(session, name="Maria Goreti")
    office_above = {"parent_id": office, "authority": "Kepala sekolah"}
    apply_for(session, person_id=applicant, now=now, **applied, **office_above)
    programme = approved(
        session, "programme", OrganisationDetails("Program Provinsi", "", "53"), None
    )
    move_or_request(session, school, parent_id=programme, requested_by=coordinator, now=now)
    facts = CohortDetails("Guru kelas 1 sampai 6", starts_on=now.date(), pace="four-weeks")
    cohort_id = open_cohort(
        session,
        organisation_id=school,
        course_version_id=version_id,
        facts=facts,
        now=now,
    )
    session.flush()
    add_ways_in(world, session, school, cohort_id, coordinator)
    add_rosters(world, session, school, coordinator)
    enrol_member(session, person_id=coordinator, cohort_id=cohort_id, now=now)
    post_announcement(
        session, cohort_id=cohort_id, text="Sampai besok.", posted_by=coordinator, now=now
    )
    add_plan(world, session, cohort_id, version_id)
    add_reminders(world, session, cohort_id, coordinator)
    add_member(session, "Agnes Tefa", cohort_id)
    add_sessions(world, session, cohort_id, coordinator)
    add_ended_session(world, session, cohort_id, coordinator)
    empty = open_cohort(
        session,
        organisation_id=school,
        course_version_id=version_id,
        facts=CohortDetails("Guru mata pelajaran"),
        now=now,
    )
    world.paths["empty class"] = f"/organisations/classes/{empty}"
    world.paths["class board"] = f"/organisations/classes/{cohort_id}"
    world.paths["school"] = f"/organisations/{school}"
    world.paths["office"] = f"/organisations/{office}"
    world.paths["member"] = f"/organisations/{school}/members/{coordinator}"


def add_sessions(world, session, cohort_id, coordinator):
    """One that meets now, with its code, and one on the next day."""
    now = utc_now()
    for name, day in (("live session", 0), ("next session", 1)):
        begins_at = now - timedelta(minutes=30) + timedelta(days=day)
        facts = LiveSessionDetails(
            f"Pelatihan, hari {day + 1}",
            "Aula SMP Negeri 7, Jalan Timor Raya 12, Oesapa Barat",
            "53",
            begins_at,
            begins_at + timedelta(hours=8),
            ("M01", "M02", "M03", "M04"),
            lets_join=True,
        )
        live = make_live_session(
            session, cohort_id=cohort_id, facts=facts, made_by=coordinator, now=now
        )
        world.paths[name] = f"/organisations/classes/{cohort_id}/sessions/{live}"
        if not day:
            key = check_in_key(session)
            world.passing["check in"] = partial(check_in_now, key, live)


def add_ended_session(world, session, cohort_id, coordinator):
    """One that ended an hour ago; its last code leads to a page that says so."""
    ends_at = utc_now() - timedelta(hours=1)
    begins_at = ends_at - timedelta(hours=2)
    facts = LiveSessionDetails("Pelatihan, persiapan", "Aula", "53", begins_at, ends_at, ())
    made = {"cohort_id": cohort_id, "facts": facts, "made_by": coordinator}
    live = make_live_session(session, now=utc_now(), **made)
    world.paths["ended session"] = f"/organisations/classes/{cohort_id}/sessions/{live}"
    last = current_code(check_in_key(session), live, ends_at)
    world.paths["ended check in"] = f"/check-in/{format_code(last)}"


def check_in_now(key, live):
    """By the code that is shown now: it changes every five minutes."""
    return f"/check-in/{format_code(current_code(key, live, utc_now()))}"


def approved(session, kind, facts, parent_id):
    organisation_id = create_organisation(
        session,
        kind=kind,
        facts=facts,
        parent_id=parent_id,
        founded_by=None,
        now=utc_now(),
        is_approved=True,
    )
    session.flush()
    return organisation_id


def add_ways_in(world, session, school, cohort_id, coordinator):
    """A code of the class; links of a newcomer and of somebody who has an account."""
    into = {"organisation_id": school, "cohort_id": cohort_id, "made_by": coordinator}
    facts = {**into, "now": utc_now()}
    code_id = make_code(session, max_uses=40, days=14, **facts)
    world.paths["class code"] = f"/join/{code_of(session, code_id)}"
    world.paths["sheet"] = f"/organisations/{school}/codes/{code_id}"
    for who, contact in (("newcomer", "baru@contoh.id"), ("account", "lama@contoh.id")):
        if who == "account":
            make_person(session, name="Theresia Bano", contact=contact)
        asked = {"name": "Theresia Bano", "contact": parse_contact(contact), "is_sent": False}
        invitation_id = invite_person(session, **asked, **facts)
        world.paths[f"invitation of {who}"] = f"/invitation/{token_of(session, invitation_id)}"
        if who == "newcomer":
            world.paths["personal link"] = personal_link(session, cohort_id, invitation_id)
            newcomer = session.get_one(Invitation, invitation_id).person_id
            world.paths["expected member"] = f"/organisations/{school}/members/{newcomer}"
        world.paths["invitation link"] = f"/organisations/{school}/invitations/{invitation_id}"


def personal_link(session, cohort_id, invitation_id):
    """The page on which a facilitator shows the link of a newcomer."""
    person_id = session.get_one(Invitation, invitation_id).person_id
    enrolment_id = enrolment_in_cohort(session, person_id=person_id, cohort_id=cohort_id)
    return f"/organisations/classes/{cohort_id}/links/{enrolment_id}"


def add_rosters(world, session, school, coordinator):
    """One that waits with a wrong row in it, and one that is being taken in."""
    good = ("Siti Aminah", "081234567890", "guru", "SMP", "Kelas 7", "Jawa Barat")
    new = ("Dewi Lestari", "dewi.lestari@contoh.id", "cso", "", "", "53")
    moved = ("Siti Aminah", "081234567890", "", "", "Kelas 8", "")
    wrong = ("Budi 3201010101010001", "budi@contoh,id", "gurru", "", "", "Jawa Brat")
    two = ("MARIA BERE, S.PD", "m.bere@gmial.com / 081234500099", "", "", "", "")
    rosters = {"roster taken in": (good, wrong), "roster draft": (moved, wrong, good, new, two)}
    for name, rows in rosters.items():
        lines = [RosterLine(number, texts) for number, texts in enumerate(rows, 2)]
        place = {"organisation_id": school}
        source = RosterSource("daftar-guru-2026.xlsx", "Guru", ("Rekap",), 41, 44)
        made = {"uploaded_by": coordinator, "now": utc_now(), "source": source, **place}
        roster_id = upload_roster(session, lines, **made)
        world.paths[name] = f"/organisations/{school}/roster/{roster_id}"
        if name == "roster taken in":
            found = roster(session, roster_id, **place)
            options = {"cohort_id": None, "is_sent": False, "confirmed_by": coordinator}
            confirm_roster(session, found, now=utc_now(), **options)
            import_next_rows(session, roster_id, now=utc_now(), **place)


def add_member(session, name, cohort_id):
    """Somebody in the class who has not begun. Gives the id."""
    person_id = make_person(session, name=name)
    place = {"person_id": person_id, "now": utc_now()}
    school = cohort(session, cohort_id, language="id").organisation_id
    join_organisation(session, organisation_id=school, **place)
    enrol_member(session, cohort_id=cohort_id, **place)
    return person_id


def add_plan(world, session, cohort_id, version_id):
    """A plan that waits for its review."""
    person_id = add_member(session, LONG_NAME, cohort_id)
    place = {"person_id": person_id, "now": utc_now()}
    found = cohort_enrolment(session, person_id, version_id)
    key_id = person_profile(session, person_id).data_key_id
    written = {"goal": "Dua pertemuan orang tua sampai Juni."}
    facts = {"enrolment_id": found, **place}
    save_draft(session, person_key_id=key_id, content=written, **facts)
    submit_plan(session, **facts)
    world.paths["plan to review"] = f"/organisations/classes/{cohort_id}/plans/{found}"
    world.paths["learner in class"] = f"/organisations/classes/{cohort_id}/learners/{found}"


def add_reminders(world, session, cohort_id, coordinator):
    """A round of one, written and given up: its page, and the link that refuses more of them."""
    now = utc_now()
    asked = {"states": ["not-started"], "only": [coordinator], "stuck_after": 7, "now": now}
    about = cohort(session, cohort_id, language="id")
    sending = {"can_send": lambda _channel: True}
    session.flush()
    round_id = start_round(session, about, asked_by=coordinator, **asked, **sending)
    session.flush()
    write_batch(session, round_id, cohort_id=cohort_id, now=now, **sending)
    reminder = session.scalar(select(Reminder).where(Reminder.round_id == round_id))
    message = session.get_one(OutboxMessage, reminder.message_id)
    message.given_up_at, message.problem = now, "smtp-550"
    world.paths["reminded"] = f"/organisations/classes/{cohort_id}/reminders/{round_id}"
    world.paths["no reminders"] = urlsplit(opt_out_address(session, reminder.id)).path


def cohort_enrolment(session, person_id, version_id):
    return enrol_learner(session, person_id=person_id, course_version_id=version_id, now=utc_now())
