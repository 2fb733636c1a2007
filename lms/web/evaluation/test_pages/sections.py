"""What the pages on the quality of the tests share: their sections and the choice of the test."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from lms.web.access.auth import SignedInPerson
from lms.web.evaluation.access import SEE
from lms.web.evaluation.limits import waiting_sentence
from lms.web.evaluation.terms import list_terms
from lms.workflows.evaluation.test_quality import TESTS, Test, TestQuality

TEST_LABELS: Final = {"pre": _l("Before the course"), "post": _l("After the course")}
SECTIONS: Final = {
    "evaluation.tests": _l("Items"),
    "evaluation.test_scale": _l("Ability and difficulty"),
    "evaluation.test_roles": _l("Roles compared"),
    "evaluation.test_history": _l("Over time"),
}


def chosen_test(args: Mapping[str, str]) -> Test:
    """Return the test of a query: the one after the course unless the other is asked for."""
    return "pre" if args.get("test") == "pre" else "post"


def room_context(person: SignedInPerson, quality: TestQuality, section: str) -> dict[str, Any]:
    """Return the variables of a template that extends `evaluation/_test_room.html`."""
    return {
        "overview": quality,
        "terms": list_terms(section),
        "has_figures": bool(quality.forms),
        "waiting": waiting_sentence(quality.waiting),
        "sections": [(name, label, name == section) for name, label in SECTIONS.items()],
        "section_name": section,
        "test": quality.test,
        "tests": [(name, TEST_LABELS[name], name == quality.test) for name in TESTS],
        "sees_overview": person.may(SEE),
        "sees_everyone": True,
        "sees_tests": True,
    }
