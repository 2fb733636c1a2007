"""A class with a facilitator: its plan sent back and approved, a session on the map, a question."""

from contextlib import ExitStack, closing

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.catalogue.content_models import Scenario
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.queries import enrolment_of
from courses.progress.service import finish_scenario
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import utc_now
from lms.organisations.members.service import join_organisation
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.organisations.join_organisation import enrol_member
from tests.browser.learner_steps import COURSE as COURSE_PATH
from tests.browser.learner_steps import write_plan
from tests.browser.navigation import follow
from tests.browser.world import COURSE, LAST_WEEK, read_lessons, sit
from tests.factories import make_person

COMMENT = "Tujuannya jelas. Sebutkan siapa yang menemani anak setelah sesi."
QUESTION = "Bagaimana mengajak ayah-ayah yang bekerja sampai malam?"
ANSWER = "Pilih waktu setelah ibadah atau rapat warga, dan mulailah dengan sepuluh menit saja."
CLASS = {
    # who: role, and where it is held
    "facilitator": "cohort",
    "coordinator": "organisation",
    "expert": "platform",
}


@pytest.fixture
def people(site):
    """A class whose plans are approved; its learner has done all but the plan."""
    with site.writing() as session:
        version_id = session.scalars(select(Scenario.course_version_id)).first()
        school = create_organisation(
            session,
            kind="school",
            facts=OrganisationDetails("SMP Melati", "", "53"),
            parent_id=None,
            founded_by=None,
            is_approved=True,
            now=LAST_WEEK,
        )
        session.flush()
        facts = {
            "course_version_id": version_id,
            "facts": CohortDetails("Kelas Melati", plan_rule="approved"),
        }
        cohort = open_cohort(session, organisation_id=school, now=LAST_WEEK, **facts)
        session.flush()
        site.paths["own school"] = f"/organisations/{school}"
        site.paths["own class"] = f"/organisations/classes/{cohort}"
        scopes = {"cohort": cohort, "organisation": school, "platform": None}
        for role, scope in CLASS.items():
            add_holder(site, session, role, scope, scopes[scope])
        add_learner(site, session, school, cohort)


def add_holder(site, session, role, scope_type, scope_id):
    person_id = make_person(session, name=role.title())
    scope = {"scope_type": scope_type, "scope_id": scope_id}
    grant_role(session, person_id=person_id, role=role, granted_by=None, now=LAST_WEEK, **scope)
    site.let_in(session, f"{role} of a class", person_id)


def add_learner(site, session, school, cohort):
    person_id = make_person(session, name="Melki Tnunay", now=LAST_WEEK)
    join_organisation(session, person_id=person_id, organisation_id=school, now=LAST_WEEK)
    enrol_member(session, person_id=person_id, cohort_id=cohort, now=LAST_WEEK)
    session.flush()
    enrolment_id = enrolment_of(session, person_id, COURSE).id
    way = {"person_id": person_id, "enrolment_id": enrolment_id}
    sit(session, way, "pre", 9)
    read_lessons(session, way, None)
    version_id = enrolment_of(session, person_id, COURSE).course_version_id
    story = session.scalars(
        select(Scenario).where(Scenario.course_version_id == version_id)
    ).first()
    facts = {"enrolment_id": enrolment_id, "now": LAST_WEEK}
    finish_scenario(session, scenario_id=story.id, score=4, max_score=7, **facts)
    sit(session, way, "post", 20)
    site.let_in(session, "learner of a class", person_id)


@pytest.fixture
def desks(browser, site, people):
    """A page of each of them; only the learner's runs scripts."""
    with ExitStack() as stack:
        desks = {}
        for who in (*CLASS, "learner"):
            context = browser.new_context(
                viewport={"width": 360, "height": 740},
                locale="id-ID",
                java_script_enabled=who == "learner",
                base_url=site.origin,
                storage_state=site.states[f"{who} of a class"],
            )
            context.set_default_timeout(30_000)
            stack.enter_context(closing(context))
            desks[who] = context.new_page()
        yield desks


def decide_on_plan(page, site, button, comment):
    page.goto(f"{site.paths['own class']}?state=review")
    follow(page.get_by_role("link", name="diserahkan"))
    page.fill("[name=comment]", comment)
    follow(page.get_by_role("button", name=button, exact=True))
    expect(page.get_by_role("status").first).to_be_visible()


def report_session(page):
    page.goto(f"{COURSE_PATH}/plan")
    page.get_by_role("link", name="Laporkan sesi").click()
    page.fill("[name=held_on]", utc_now().date().isoformat())
    page.select_option("[name=province]", "53")
    page.fill("[name=district]", "Kabupaten Belu")
    page.locator("label.choice:has([name=audience][value=parents])").click()
    page.fill("[name=adults]", "31")
    page.select_option("[name=kit]", index=1)
    page.get_by_role("button", name="Laporkan").click()
    expect(page.locator("main")).to_contain_text("31 orang hadir")
    page.goto(f"{COURSE_PATH}/plan")
    expect(page.locator("main")).to_contain_text("Kabupaten Belu: 31 orang")


def see_on_the_map(page, site):
    page.goto(site.paths["own school"])
    page.get_by_role("link", name="Sesi sosialisasi").click()
    tile = page.locator("svg.tiles g", has_text="NT")
    expect(tile.locator(".n")).to_have_text("1")
    expect(page.locator("main")).to_contain_text("Nusa Tenggara Timur")
    expect(page.locator("main")).not_to_contain_text("Belu")


def ask_and_answer(desks):
    learner, facilitator, expert = desks["learner"], desks["facilitator"], desks["expert"]
    learner.goto(f"{COURSE_PATH}/lessons/M01-L1")
    learner.get_by_role("link", name="Pertanyaan kepada ahli").click()
    learner.get_by_role("link", name="Ajukan pertanyaan").click()
    learner.select_option("[name=module]", "M01")
    learner.fill("[name=question]", QUESTION)
    learner.get_by_role("button", name="Kirim").click()
    expect(learner.locator("main")).to_contain_text("Menunggu ditinjau")
    facilitator.goto("/organisations")
    facilitator.get_by_role("link", name="Pertanyaan kepada ahli").click()
    facilitator.locator("a.task[href$='/moderate']").first.click()
    expect(facilitator.locator("main")).not_to_contain_text("Melki")
    follow(facilitator.get_by_role("button", name="Jawab untuk semua"))
    expert.goto("/questions")
    expert.locator("a.task", has_text="Kelas Melati").click()
    expect(expert.locator("blockquote")).to_have_text(QUESTION)
    expert.fill("[name=answer]", ANSWER)
    follow(expert.get_by_role("button", name="Kirim jawaban"))
    learner.reload()
    expect(learner.locator("#M01")).to_contain_text(QUESTION)


def test_class_is_accompanied_from_the_plan_to_the_certificate(desks, site):
    learner, facilitator = desks["learner"], desks["facilitator"]
    write_plan(learner)
    learner.goto("/certificates")
    expect(learner.locator("main a[href^='/certificates/']")).to_have_count(0)
    decide_on_plan(facilitator, site, "Kembalikan", COMMENT)
    learner.goto(f"{COURSE_PATH}/plan")
    expect(learner.locator("main")).to_contain_text(COMMENT)
    follow(learner.locator("button[name=do][value=submit]").first)
    expect(learner.locator("main p[role=status] .tag.done")).to_be_visible()
    decide_on_plan(facilitator, site, "Setujui", "Bagus sekali.")
    report_session(learner)
    see_on_the_map(desks["coordinator"], site)
    ask_and_answer(desks)
    learner.goto("/certificates")
    expect(learner.locator("main a[href^='/certificates/']").first).to_be_visible()
