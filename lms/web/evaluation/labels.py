"""Names of stages, dimensions and groups."""

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.provinces import PROVINCES
from lms.web.account.forms import AUDIENCE_LABELS
from lms.web.texts.language import current_language
from lms.workflows.evaluation.figures import POOL
from lms.workflows.evaluation.overview import Dimension

STAGES: Final = {
    "registered": _l("Registered"),
    "pre": _l("Pre-test"),
    "finished": _l("All lessons"),
    "post": _l("Post-test"),
    "matched": _l("Both tests"),
    "certificate": _l("Certificate"),
    "follow_up": _l("Follow-up"),
}
DIMENSION_LABELS: Final[dict[Dimension, LazyString]] = {
    "province": _l("Province"),
    "role": _l("Role in life"),
    "organisation": _l("Organisation"),
    "cohort": _l("Cohort"),
}


def group_name(dimension: Dimension, group_id: str, names: Mapping[str, str]) -> str:
    """Return the name of a group, also of the pool and of people who stated none."""
    if group_id == POOL:
        return str(_("Small groups together"))
    if dimension == "province" and group_id in PROVINCES:
        return PROVINCES[group_id].name(current_language())
    if dimension == "role" and group_id in AUDIENCE_LABELS:
        return str(AUDIENCE_LABELS[group_id])
    return names.get(group_id) or _("Not stated")
