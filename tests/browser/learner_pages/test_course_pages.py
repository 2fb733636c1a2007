"""Pages of the course, and what the whole course costs in data, as the landing page says."""

import pytest

from lms.web.pages.landing import MEGABYTES
from tests.browser.page_rules import RulesOfPages, every
from tests.browser.visits import COURSE_VISITS, OPEN_PAGES, TESTS

QUESTIONS = 40  # pre-test and post-test


@every(COURSE_VISITS)
class TestPagesOfTheCourse(RulesOfPages):
    """Lessons, stories, tests, kits and certificates."""


@pytest.mark.slow
def test_the_landing_page_tells_the_truth_about_megabytes(look):
    """Each page once, with its pictures; each question once; styles and script are kept."""
    read = [visit for visit in COURSE_VISITS if not visit.act]
    question = next(visit for visit in TESTS if visit.name == "question")
    pages = sum(look(visit).page_bytes for visit in read)
    questions = QUESTIONS * look(question).page_bytes
    certificate = next(visit for visit in TESTS if visit.name == "certificate")
    total = look(OPEN_PAGES[0]).total_bytes + look(certificate).total_bytes + pages + questions
    assert MEGABYTES / 2 <= total / 1_000_000 <= MEGABYTES
