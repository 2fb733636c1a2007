"""Names of the tasks on pages."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from assessments.kinds import Task

NAMES: Final[dict[Task, LazyString]] = {
    "pre": _l("Pre-test"),
    "post": _l("Post-test"),
    "self-efficacy-before": _l("Confidence before the course"),
    "self-efficacy-after": _l("Confidence after the course"),
    "practice": _l("Practice"),
    "follow-up": _l("Follow-up"),
    "self-efficacy-follow-up": _l("Confidence today"),
}
SCALES: Final[tuple[Task, ...]] = (
    "self-efficacy-before",
    "self-efficacy-after",
    "self-efficacy-follow-up",
)
OTHER_LAYOUTS: Final[tuple[Task, ...]] = (*SCALES, "practice")  # not one question per page
