"""Rules that hold on every page. A page is opened once; all rules that it breaks are reported."""

from collections.abc import Iterator

import pytest

from tests.browser.observing import VIEWS, WAYS_OUT, WIDTHS, Observation
from tests.browser.visit import Visit
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
    def test_the_page_keeps_all_rules(self, look, visit):
        assert list(broken_rules(look(visit), visit)) == []


def broken_rules(seen: Observation, visit: Visit) -> Iterator[str]:
    """Each as a sentence that names the rule, what is expected and what was seen."""
    if seen.status != visit.status:
        yield f"status is {seen.status}, not {visit.status}"
    if visit.language == "en-GB" and seen.language != "en":
        yield f"language is {seen.language!r}, not 'en'"
    for view in VIEWS:
        for violation in seen.findings[view]:
            yield f"axe, {view}: {violation}"
    expected = set() if visit.endpoint in NO_WAYS_OUT else set(WAYS_OUT)
    if seen.ways_out != expected:
        yield f"ways out are {sorted(seen.ways_out)}, not {sorted(expected)}"
    for url in seen.foreign_requests:
        yield f"request to another host: {url}"
    for complaint in seen.complaints:  # also what the content security policy forbids
        yield f"browser console: {complaint}"
    for view, width in WIDTHS.items():
        if seen.widths[view] > width:
            yield f"scrolls sideways, {view}: {seen.widths[view]} px of {width}"
    yield from too_heavy(seen, visit)


def too_heavy(seen: Observation, visit: Visit) -> Iterator[str]:
    limits = {
        "bytes of the page": (seen.page_bytes, visit.page_limit),
        "bytes in all": (seen.total_bytes, visit.total_limit),
        "requests": (seen.requests, visit.most_requests),
    }
    for name, (value, limit) in limits.items():
        if value > limit:
            yield f"{name}: {value}, at most {limit}"
