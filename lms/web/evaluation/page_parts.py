"""What the pages of evaluation beside the overview share: access, choice of the group, limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from lms.web.evaluation.access import Access, require_evaluation
from lms.web.evaluation.group_field import build_group_field
from lms.web.evaluation.limits import Limit, waiting_sentence
from lms.web.evaluation.overview import (
    chosen_group,
    dimension_options,
    group_value,
    list_versions,
    requested_choice,
    require_listed,
)
from lms.workflows.evaluation.figures import LEAST
from lms.workflows.evaluation.overview import Choice, Overview


@dataclass(frozen=True, slots=True)
class Requested:
    """The reader and the group that they ask for and may see."""

    access: Access
    choice: Choice


def require_choice(version_id: UUID) -> Requested:
    """Return what the reader may see. Raises SignInRequired, NotAllowed or CourseNotFound."""
    access = require_evaluation()
    choice = access.permitted(requested_choice())
    require_listed(version_id, list_versions(access), access)
    return Requested(access, choice)


def frame_values(requested: Requested, overview: Overview) -> Mapping[str, object]:
    """Return what the templates of these pages need beside their figures."""
    access = requested.access
    return {
        "overview": overview,
        "group": chosen_group(access, overview),
        "group_value": group_value(requested.choice),
        "dimensions": dimension_options(access, overview),
        "groups": build_group_field(access, overview),
        "sees_everyone": access.sees_everyone,
        "sees_awareness": access.person.may("awareness.see"),
        "least": LEAST,
        "waiting": waiting_sentence(overview.waiting),
    }


def limits_of_answers() -> list[Limit]:
    """Return the limits that hold for all that people say of themselves."""
    return [
        (
            _("No comparison group."),
            _(
                "The change may also come from other things that happened in the same months, or"
                " from taking a test twice."
            ),
        ),
        (
            _("People judge themselves."),
            _("What they say is not what they do; some answer what they think is expected."),
        ),
    ]
