"""A facilitator alone with a phone leads a room of twelve: nobody is doubled, nobody lost.

Four are on the roster and have not joined, four have joined, two are unknown and two have no phone.
One of those who joined comes late, and one has forgotten the pre-test.
"""

from contextlib import ExitStack, closing
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.catalogue.content_models import Scenario
from courses.cohorts.live_sessions.codes import current_code, format_code
from courses.cohorts.live_sessions.service import LiveSessionDetails
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.queries import enrolment_of
from lms.accounts.contacts import parse_contact
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import utc_now
from lms.organisations.members.service import join_organisation
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.cohorts.attendance import check_in_key
from lms.workflows.cohorts.live_sessions import make_live_session
from lms.workflows.organisations.join_organisation import enrol_member, invite_person
from tests.browser.navigation import follow
from tests.browser.world import COURSE, sit
from tests.factories import make_person

ROSTER = ("Siti Aminah", "Maria Bere", "Yohanes Nalle", "Dewi Lestari")
JOINED = ("Ani Bani", "Budi Foes", "Citra Tefa", "Dominggus Kase")
UNKNOWN = ("Siti Aminah", "Fransiska Lopo")  # one has a name that is on the list
NO_PHONE = ("Petrus Mau", "Rosalina Nope")
PASSWORD = "payung teduh sekali"


@pytest.fixture
def room(site):
    """A session that has begun, its facilitator, and everybody who is known before."""
    now = utc_now()
    with site.writing() as session:
        version_id = session.scalars(select(Scenario.course_version_id)).first()
        facts = OrganisationDetails("SMP Kelapa", "", "53")
        founded = {"parent_id": None, "founded_by": None, "is_approved": True}
        school = create_organisation(session, kind="school", facts=facts, now=now, **founded)
        session.flush()
        described = {"course_version_id": version_id, "facts": CohortDetails("Kelas Kelapa")}
        cohort = open_cohort(session, organisation_id=school, now=now, **described)
        session.flush()
        facilitator = make_person(session, name="Fasilitator")
        scope = {"scope_type": "cohort", "scope_id": cohort}
        role = {"role": "facilitator", "granted_by": None, "now": now}
        grant_role(session, person_id=facilitator, **role, **scope)
        site.let_in(session, "leader of a room", facilitator)
        place = {"organisation_id": school, "cohort_id": cohort, "made_by": facilitator}
        for number, name in enumerate(ROSTER):
            contact = parse_contact(f"08123456{number:04}")
            invited = {"name": name, "contact": contact, "is_sent": False, "now": now}
            invite_person(session, **invited, **place)
        for name in JOINED + NO_PHONE:
            add_member(site, session, name, school, cohort, now)
        for name in UNKNOWN:
            site.let_in(session, f"unknown {name}", make_person(session, name=name))
        times = (now - timedelta(minutes=20), now + timedelta(hours=3))
        details = LiveSessionDetails("Hari 1", "Aula", "53", *times, (), lets_join=True)
        live = make_live_session(
            session, cohort_id=cohort, facts=details, made_by=facilitator, now=now
        )
        session.flush()
        code = format_code(current_code(check_in_key(session), live, now))
    return f"/organisations/classes/{cohort}", f"/check-in/{code}"


def add_member(site, session, name, school, cohort, now):
    """Somebody who has joined; all but the first have done the pre-test."""
    person_id = make_person(session, name=name)
    join_organisation(session, person_id=person_id, organisation_id=school, now=now)
    enrol_member(session, person_id=person_id, cohort_id=cohort, now=now)
    session.flush()
    if name != JOINED[0]:
        enrolment_id = enrolment_of(session, person_id, COURSE).id
        sit(session, {"person_id": person_id, "enrolment_id": enrolment_id}, "pre", 9)
    site.let_in(session, f"joined {name}", person_id)


@pytest.fixture
def phone(browser, site):
    """Opens a phone without script, signed in as somebody or as nobody."""
    with ExitStack() as stack:

        def phone(who=None):
            context = browser.new_context(
                viewport={"width": 360, "height": 740},
                locale="id-ID",
                java_script_enabled=False,
                base_url=site.origin,
                storage_state=site.states[who] if who else None,
            )
            context.set_default_timeout(30_000)
            return stack.enter_context(closing(context)).new_page()

        yield phone


def show_own_code(leader, board, name):
    """The facilitator shows somebody's own code. Gives the address in it."""
    leader.goto(f"{board}/links")
    row = leader.locator("ul.attended > li", has_text=name)
    follow(row.get_by_role("button"))
    expect(leader.get_by_role("heading", level=1)).to_contain_text(name)
    return leader.locator("main code").inner_text()


def join_as_own_row(page, link):
    page.goto(link)
    page.locator("label.choice:has([name=audience][value=teacher])").click()
    page.select_option("[name=province]", "53")
    page.fill("[name=password]", PASSWORD)
    page.locator("[name=consent_learning]").check()
    follow(page.get_by_role("button", name="Bergabung", exact=True))


def check_in(page, button):
    follow(page.get_by_role("button", name=button))
    expect(page.locator("main [role=status]").first).to_contain_text("Kehadiran Anda tercatat")


def test_room_of_twelve(phone, room):
    board, code = room
    leader = phone("leader of a room")
    leader.goto("/home")
    follow(leader.get_by_role("link", name="Tampilkan kode"))
    expect(leader.locator("main.wall .giant")).to_be_visible()
    follow(leader.get_by_role("link", name="Tutup"))
    attendance = leader.url
    for name in ROSTER:
        page = phone()
        page.goto(code)
        join_as_own_row(page, show_own_code(leader, board, name))
        check_in(page, "Saya hadir")
    for name in JOINED:
        page = phone(f"joined {name}")
        page.goto(code)
        check_in(page, "Saya hadir")
    for name in UNKNOWN:
        page = phone(f"unknown {name}")
        page.goto(code)
        check_in(page, "Bergabung dan catat kehadiran")
    leader.goto(attendance)
    for name in NO_PHONE:
        row = leader.locator("ul.attended > li", has_text=name)
        follow(row.get_by_role("button", name="Hadir"))
    late = leader.locator("ul.attended > li", has_text=JOINED[1])
    follow(late.get_by_role("button", name="datang terlambat"))
    expect(leader.locator("main")).to_contain_text("12 dari 12 hadir")
    expect(leader.locator("main")).to_contain_text("belum prates")
    expect(leader.locator("ul.attended > li")).to_have_count(12)
    expect(leader.locator("ul.attended > li", has_text=JOINED[0])).to_contain_text("Belum prates")
