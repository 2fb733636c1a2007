"""Rules that hold on every page."""

import pytest

from tests.browser.observing import VIEWS, WAYS_OUT, WIDTHS
from tests.browser.visits.no_pages import NO_WAYS_OUT


def every(visits):
    """Tests of a class are asked of each of these visits."""
    return pytest.mark.parametrize(
        "visit",
        [
            pytest.param(visit, id=visit.name, marks=[pytest.mark.slow] if visit.is_slow else [])
            for visit in visits
        ],
    )


class RulesOfPages:
    def test_the_page_opens_as_expected(self, look, visit):
        seen = look(visit)
        assert seen.status == visit.status
        if visit.language == "en-GB":
            assert seen.language == "en"

    @pytest.mark.parametrize("view", list(VIEWS))
    def test_axe_finds_nothing(self, look, visit, view):
        assert look(visit).findings[view] == []

    def test_quick_exit_and_helplines_are_there(self, look, visit):
        assert look(visit).ways_out == (set() if visit.endpoint in NO_WAYS_OUT else set(WAYS_OUT))

    def test_nothing_comes_from_other_hosts(self, look, visit):
        assert look(visit).foreign_requests == []

    def test_the_browser_complains_of_nothing(self, look, visit):
        """Inline script or style, and whatever else the content policy forbids, is a complaint."""
        assert look(visit).complaints == []

    @pytest.mark.parametrize("view", list(WIDTHS))
    def test_nothing_scrolls_sideways(self, look, visit, view):
        assert look(visit).widths[view] <= WIDTHS[view]

    def test_the_page_is_light(self, look, visit):
        seen = look(visit)
        assert seen.page_bytes <= visit.page_limit
        assert seen.total_bytes <= visit.total_limit
        assert seen.requests <= visit.most_requests
