"""Each rule of pages reports a page that breaks it."""

from dataclasses import replace

import pytest

from tests.browser.observing import VIEWS, WAYS_OUT, WIDTHS, Observation
from tests.browser.page_rules import broken_rules
from tests.browser.visit import KB, Visit, at
from tests.browser.visits.no_pages import NO_WAYS_OUT

VISIT = Visit("a page", "admin.people", at("/"))
GOOD = Observation(
    status=200,
    language="id",
    findings={view: [] for view in VIEWS},
    ways_out=set(WAYS_OUT),
    widths=dict(WIDTHS),
    requests=8,
    page_bytes=25 * KB,
    total_bytes=60 * KB,
)


def test_a_good_page_breaks_no_rule():
    assert list(broken_rules(GOOD, VISIT)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": 500},
        *({"findings": GOOD.findings | {view: ["image-alt: img"]}} for view in VIEWS),
        {"ways_out": {"helplines"}},
        {"ways_out": {"quick exit"}},
        {"foreign_requests": ["https://contoh.id/a.js"]},
        {"complaints": ["Refused to apply inline style"]},
        *({"widths": GOOD.widths | {view: width + 1}} for view, width in WIDTHS.items()),
        {"requests": 9},
        {"page_bytes": 25 * KB + 1},
        {"total_bytes": 60 * KB + 1},
    ],
    ids=str,
)
def test_a_page_is_reported_for_the_rule_that_it_breaks(change):
    assert len(list(broken_rules(replace(GOOD, **change), VISIT))) == 1


def test_all_broken_rules_are_reported():
    bad = replace(GOOD, status=500, complaints=["one", "two"], requests=9)
    assert len(list(broken_rules(bad, VISIT))) == 4


def test_an_english_page_must_be_in_english():
    english = replace(VISIT, language="en-GB")
    assert len(list(broken_rules(GOOD, english))) == 1
    assert list(broken_rules(replace(GOOD, language="en"), english)) == []


def test_some_pages_have_no_ways_out():
    bare = replace(VISIT, endpoint=next(iter(NO_WAYS_OUT)))
    assert len(list(broken_rules(GOOD, bare))) == 1
    assert list(broken_rules(replace(GOOD, ways_out=set()), bare)) == []
