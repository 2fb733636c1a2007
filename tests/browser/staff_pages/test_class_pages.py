"""Pages of organisations and classes, and what people pass on."""

from tests.browser.page_rules import RulesOfPages, every
from tests.browser.visits import ORGANISATIONS, PASSED_ON


@every(ORGANISATIONS + PASSED_ON)
class TestPagesOfClasses(RulesOfPages):
    """Members, boards, sessions, reports and questions."""
