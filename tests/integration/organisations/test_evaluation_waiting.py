"""Who waits to be counted: stored by the job in tens, and named on every empty page."""

import pytest

from assessments.evaluation.models import EvaluationRelease
from tests.evaluation_counts import add_release, draw_counts

PAGES = ("", "/confidence", "/follow-up", "/methods", "/tests", "/tests/scale")
WAITING = "About 40 people of the course wait to be counted"


def add_check(session, version_id, *, waiting, now):
    """A check that released nothing."""
    session.add(
        EvaluationRelease(
            context_id=version_id, number=0, released_at=None, last_checked_at=now, waiting=waiting
        )
    )


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("waiting", "sentence"), [(40, WAITING), (0, "Fewer than 10 people of the course wait")]
)
def test_an_empty_page_says_who_waits(evaluator, act, version_id, page, waiting, sentence):
    act(add_check, version_id, waiting=waiting)
    assert sentence in evaluator.get(f"/evaluation/{version_id}{page}").text


def test_a_page_with_figures_says_who_waits_among_its_limits(evaluator, act, version_id):
    act(add_release, version_id, {"province": {"53": draw_counts(60, 1)}}, waiting=40)
    page = evaluator.get(f"/evaluation/{version_id}").text
    assert WAITING in page[page.index('id="limits"') :]


def test_nobody_waits_and_no_limit_says_so(evaluator, act, version_id):
    act(add_release, version_id, {"province": {"53": draw_counts(60, 1)}})
    assert "wait to be counted" not in evaluator.get(f"/evaluation/{version_id}").text
