"""An author changes a step in both languages, looks at it on a phone, and publishes it."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from courses.catalogue.models import CourseVersion
from courses.catalogue.service import open_pilot
from lms.kernel.clock import utc_now
from tests.browser.navigation import follow
from tests.browser.observing import ALL_RULES, axe_findings
from tests.browser.offline_phone import LESSON
from tests.browser.stoppable import StoppableSite
from tests.factories import make_person

IDEA = f"{LESSON}/steps/idea"
PUBLISHED = "Sebuah laporan adalah satu kiriman"
WRITTEN = "Tanyakan dahulu siapa yang menghitung."


@pytest.fixture
def site(tmp_path):
    site = StoppableSite(tmp_path)
    yield site
    site.close()


@pytest.fixture
def open_page(browser, site):
    """Opens a page of a person; without script if wanted."""
    contexts = []

    def open_page(person_id, *, has_script=True):
        context = browser.new_context(
            base_url=site.origin,
            viewport={"width": 360, "height": 740},
            locale="id-ID",
            java_script_enabled=has_script,
        )
        context.add_cookies([site.sign_in_again(person_id)])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_a_step_is_written_previewed_and_published(site, open_page, has_script):
    with site.writing() as session:
        author_id = make_person(session, name="Maria Leiwakabessy", roles=["author"])
    learner_id, _cookie = site.learner()
    early = open_page(learner_id)
    early.goto(LESSON)
    follow(early.locator("form[action$='/open'] button"))
    early.goto(IDEA)
    expect(early.locator("main")).to_contain_text(PUBLISHED)

    page = open_page(author_id, has_script=has_script)
    write(page)
    expect(page.locator("table a")).to_have_count(1)
    follow(page.locator("a.btn.main"))
    expect(page.locator("main ins").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 peserta sedang memakai versi 1")
    if has_script:
        page.evaluate(AXE_SCRIPT)
        assert axe_findings(page, ALL_RULES) == []
    page.fill("#label", "0.2")
    page.fill("#changes_id", "Gagasan diperjelas.")
    page.fill("#changes_en", "An idea is clearer.")
    follow(page.locator("form[action$='/publish'] button"))
    expect(page.locator("[role=status]")).to_contain_text("Versi 2 sudah dibuat")

    with site.writing() as session:
        newest = session.query(CourseVersion).order_by(CourseVersion.number.desc()).first()
        facts = {"opened_by": None, "name": "", "reason": "test", "kind": "local_trial"}
        open_pilot(session, newest.id, now=utc_now(), **facts)
    late = open_page(site.learner("Yosua Tamaela")[0])
    late.goto(LESSON)
    follow(late.locator("form[action$='/open'] button"))
    late.goto(IDEA)
    expect(late.locator("main")).to_contain_text(WRITTEN)
    early.goto(IDEA)
    expect(early.locator("main")).to_contain_text(PUBLISHED)


def write(page):
    """From the courses to a step: preview it, save it, and go back to the lessons."""
    page.goto("/authoring")
    follow(page.locator("main a[href$='/lessons']"))
    page.locator("#M02-L1 > summary").press("Enter")
    follow(page.locator("#M02-L1 a[href$='/idea']"))
    page.fill("#markdown_id", WRITTEN)
    page.fill("#markdown_en", "First ask <b>who</b> counted.")
    follow(page.locator("main form button.main"))
    expect(page.locator("[role=alert] a")).to_have_count(1)
    page.fill("#markdown_en", "First ask **who** counted.")
    follow(page.locator("button[value=preview]"))
    phone = page.frame_locator("iframe").first
    expect(phone.locator(".prose")).to_have_text(WRITTEN)
    expect(phone.locator("body")).to_have_css("margin-top", "0px")  # the style sheet is there
    assert page.locator("iframe").first.evaluate("frame => frame.clientWidth") <= 360
    follow(page.locator("main form button.main"))
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator("#history ~ div tbody tr")).to_have_count(1)
    follow(page.locator("nav.rooms a[href$='/lessons']"))


def test_of_two_authors_the_second_sees_both_texts(site, open_page):
    with site.writing() as session:
        people = [make_person(session, name=name, roles=["author"]) for name in ("Maria", "Yosua")]
    first, second = map(open_page, people)
    step = "/authoring/POESA-EL/lessons/M02-L1/idea"
    first.goto(step)
    second.goto(step)
    first.fill("#title_id", "Judul Maria")
    follow(first.locator("main form button.main"))
    expect(first.locator("[role=status]")).to_be_visible()
    second.fill("#title_id", "Judul Yosua")
    follow(second.locator("main form button.main"))
    expect(second.locator("[role=alert]")).to_be_visible()
    expect(second.locator("#title_id")).to_have_value("Judul Yosua")
    expect(second.locator("[aria-labelledby=theirs]")).to_contain_text("Judul Maria")
