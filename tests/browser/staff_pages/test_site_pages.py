"""Pages of administrators and authors."""

from tests.browser.page_rules import RulesOfPages, every
from tests.browser.visits import AUTHORING, STAFF


@every(STAFF + AUTHORING)
class TestPagesOfTheSite(RulesOfPages):
    """People, certificates, courses and items."""
