"""While a course is a draft, each page that a learner of it sees says so."""

import re
from urllib.parse import urlsplit

from tests.browser.visit import BASE
from tests.browser.visits import COURSE_VISITS, VISITS
from tests.browser.world import build_world

ORIGIN = "http://127.0.0.1"
LINE = re.compile(r"Draf, sedang ditinjau ahli|Draft, under expert review")
OF_NO_COURSE = (
    "home before a course",
    "results before a course",
    "file of answers",
    "no file of answers",
    "file handed in",
    "file of a phone",
    "file of a phone in English",
    "no file of a phone",
    "form that was not saved",
    "another name",
    "another name with errors",
    "no signal",
    "no room on the phone",
    "phone to clear",
    "phone that is cleared",
    "sign-out with unsent work",
)


def test_each_page_of_a_draft_says_that_it_is_one(app):
    world = build_world(app, ORIGIN)
    visits = [visit for visit in VISITS if visit.site == "local"]  # elsewhere no course is a draft
    pages = {visit.name: (visit.who, visit.path(world)) for visit in visits}
    taught = {visit.name for visit in COURSE_VISITS} & set(pages) - set(OF_NO_COURSE)
    taught |= {name for name, (_who, path) in pages.items() if path.startswith(f"{BASE}/")}
    assert [name for name in sorted(taught) if not LINE.search(shown(world, *pages[name]))] == []


def shown(world, who, path):
    client = world.app.test_client()
    for cookie in world.states[who]["cookies"]:
        client.set_cookie(cookie["name"], cookie["value"], domain=urlsplit(ORIGIN).hostname)
    page = client.get(path, base_url=ORIGIN, follow_redirects=True)  # a lesson leads to a step
    assert page.status_code == 200, path
    return page.text
