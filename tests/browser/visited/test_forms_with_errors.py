"""Forms that come back with their errors."""

from tests.browser.page_rules import RulesOfPages, every
from tests.browser.visits import REFUSED


@every(REFUSED)
class TestFormsWithErrors(RulesOfPages):
    """Of everybody, learners, administrators, authors and coordinators."""

    def test_the_switch_of_language_keeps_what_was_typed(self, look, visit):
        assert look(visit).sends_again
