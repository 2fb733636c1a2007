"""Pages of administrators and authors."""

from tests.browser.page_rules import RulesOfPages, every
from tests.browser.visits import AUTHORING, EVALUATION, STAFF


@every(STAFF + AUTHORING + EVALUATION)
class TestPagesOfTheSite(RulesOfPages):
    """People, certificates, courses, items and evaluation."""
