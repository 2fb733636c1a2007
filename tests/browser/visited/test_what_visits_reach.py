"""What the visits reach on the server: the template of each page, and each form with its errors."""

import inspect
from dataclasses import dataclass, field
from http import HTTPStatus
from types import FunctionType

import pytest
from flask import g, request, request_finished, template_rendered

from lms.web.shell import IN_PACK
from tests.browser.observing import act, opened_for
from tests.browser.visits import VISITS
from tests.browser.visits.no_pages import NO_REFUSALS, NO_TEMPLATES_OF_PAGES

PAGES = ("lms.web", "lms.lti")
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(slots=True)
class Reached:
    """Names of templates, endpoints that showed a form again, and visits that saw another status
    than they expect."""

    templates: set[str] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)
    surprises: dict[str, int] = field(default_factory=dict)

    def note_template(self, _app, template, **_more):
        if not g.get(IN_PACK, False):  # a search renders the pages of a pack, which nobody sees
            self.templates.add(template.name.rpartition("|")[2])

    def note_refusal(self, _app, response, **_more):
        if response.status_code == REFUSED:
            self.refusals.add(request.endpoint)


@pytest.fixture(scope="module")
def reached(browser, world_of):
    """By all visits, without script: how a page looks is asked elsewhere."""
    reached = Reached()
    with (
        template_rendered.connected_to(reached.note_template),
        request_finished.connected_to(reached.note_refusal),
    ):
        for visit in [visit for visit in VISITS if not visit.is_slow]:
            go = send if visit.act else get
            status = go(browser, world_of(visit), visit)
            if status != visit.status:
                reached.surprises[visit.name] = status
    return reached


def get(_browser, world, visit):
    client = world.app.test_client()
    state = world.states[visit.who] or {"cookies": []}
    for cookie in state["cookies"]:
        client.set_cookie(cookie["name"], cookie["value"], domain=cookie["domain"])
    address = {"path": visit.path(world), "base_url": world.origin}
    return client.get(**address, headers={"Accept": "text/html"}).status_code


def send(browser, world, visit):
    context = opened_for(browser, world, visit, java_script_enabled=False)
    page = context.new_page()
    page.goto(world.origin + visit.path(world))  # whole: what moves is clicked beside
    status = act(page, visit, wait_until="commit")
    context.close()
    return status


def test_visits_see_without_script_what_they_expect(reached):
    assert reached.surprises == {}


def test_the_template_of_every_page_is_reached(reached, site):
    names = site.app.jinja_env.list_templates(extensions=["html"])
    pages = {name for name in names if not name.rpartition("/")[2].startswith("_")}
    assert pages - reached.templates == set(NO_TEMPLATES_OF_PAGES)


def test_every_form_that_may_be_refused_is_visited_with_its_errors(reached, site):
    rules = site.app.url_map.iter_rules()
    sent_to = {rule.endpoint for rule in rules if "POST" in rule.methods}
    refusing = {name for name in sent_to if may_refuse(site.app.view_functions[name], set())}
    assert reached.refusals <= refusing, "or this does not see who may refuse"
    assert refusing - reached.refusals == set(NO_REFUSALS)


def may_refuse(view, asked):
    """Whether it, or what it calls of the pages, names the status with which a form is refused."""
    function = inspect.unwrap(view)
    is_ours = isinstance(function, FunctionType) and function.__module__.startswith(PAGES)
    if not is_ours or function in asked:
        return False
    asked.add(function)
    code = function.__code__
    named = [function.__globals__.get(name) for name in code.co_names]
    values = (*code.co_consts, *(function.__defaults__ or ()), *named)
    return (
        REFUSED in [value for value in values if isinstance(value, int)]
        or REFUSED.name in code.co_names
        or any(may_refuse(one, asked) for one in named)
    )
