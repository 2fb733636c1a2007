"""Forms that come back with their errors."""

from tests.browser.page_rules import RulesOfPages, every
from tests.browser.visits import REFUSED


@every(REFUSED)
class TestFormsWithErrors(RulesOfPages):
    """Of everybody, learners, administrators, authors and coordinators."""
