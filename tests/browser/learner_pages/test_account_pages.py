"""Pages that are open to everybody, and those of one's own account."""

from tests.browser.page_rules import RulesOfPages, every
from tests.browser.visits import ACCOUNT, OPEN_PAGES, PUBLIC


@every(OPEN_PAGES + PUBLIC + ACCOUNT)
class TestPagesOfAnybody(RulesOfPages):
    """From the landing page to one's own data."""
