"""Rules that hold on every page: found from the URL map, so that a new page must join."""

import pytest

from tests.browser.visits import NO_PAGES, VISITS

every_visit = pytest.mark.parametrize(
    "visit",
    [
        pytest.param(visit, id=visit.name, marks=[pytest.mark.slow] if visit.is_slow else [])
        for visit in VISITS
    ],
)


def test_every_page_of_the_url_map_is_visited(site):
    rules = site.app.url_map.iter_rules()
    shown = {rule.endpoint for rule in rules if "GET" in rule.methods} - set(NO_PAGES)
    assert shown == {visit.endpoint for visit in VISITS if visit.endpoint}


@every_visit
def test_the_page_opens_as_expected(look, visit):
    seen = look(visit)
    assert seen.status == visit.status
    if visit.language == "en-GB":
        assert seen.language == "en"


@every_visit
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(look, visit, scheme):
    assert look(visit).findings[scheme] == []


@every_visit
def test_nothing_comes_from_other_hosts(look, visit):
    assert look(visit).foreign_requests == []


@every_visit
def test_the_browser_complains_of_nothing(look, visit):
    """Inline script or style, and whatever else the content policy forbids, is a complaint."""
    assert look(visit).complaints == []


@every_visit
@pytest.mark.parametrize("view", ["narrow", "double text"])
def test_nothing_scrolls_sideways(look, visit, view):
    assert look(visit).widths[view] <= {"narrow": 320, "double text": 360}[view]


@every_visit
def test_the_page_is_light(look, visit):
    seen = look(visit)
    assert seen.page_bytes <= visit.page_limit
    assert seen.total_bytes <= visit.total_limit
    assert seen.requests <= visit.most_requests
