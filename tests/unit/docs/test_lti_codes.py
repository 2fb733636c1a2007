"""Each code that a page of learning platforms may name is explained in the guide."""

import re

from lms.lti.errors import REASONS
from lms.settings import ROOT

GUIDE = ROOT / "docs" / "how-to" / "connect-a-learning-platform.md"
SOURCES = (
    "lms/lti/**/*.py",
    "lms/adapters/http/fetch.py",
    "lms/web/outgoing_requests.py",
)
NAMED = (
    r'reason="([a-z0-9-]+)"',
    r'reason=f"([a-z]+-)\{',  # and a status
    r'[A-Z_]+: Final = "([a-z]+(?:-[a-z]+)+)"$',
    r'"fails", "([a-z-]+)"',
)
NO_CODES = {"apply-lti-roster"}  # the kind of a job


def codes():
    """The codes in the program; those with a status end with a hyphen."""
    texts = [path.read_text() for pattern in SOURCES for path in ROOT.glob(pattern)]
    found = {
        code
        for text in texts
        for pattern in NAMED
        for code in re.findall(pattern, text, re.MULTILINE)
    }
    return found - NO_CODES


def test_each_code_is_in_the_guide():
    guide = GUIDE.read_text()
    assert {"inside-network", "line-item-gone", "token-", "no-key", "state-lost"} <= codes()
    missing = [code for code in codes() | REASONS if f"`{code}" not in guide]
    assert sorted(missing) == []
