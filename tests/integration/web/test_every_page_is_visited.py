"""Each page of the URL map is looked at in a browser: a new one must join."""

from tests.browser.visits import VISITS
from tests.browser.visits.no_pages import NO_PAGES


def test_every_page_of_the_url_map_is_visited(app):
    rules = app.url_map.iter_rules()
    shown = {rule.endpoint for rule in rules if "GET" in rule.methods} - set(NO_PAGES)
    assert shown == {visit.endpoint for visit in VISITS if visit.endpoint}


def test_no_two_visits_have_one_name():
    """Browser tests look once at each name."""
    names = [visit.name for visit in VISITS]
    assert len(names) == len(set(names))
