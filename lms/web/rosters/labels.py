"""Labels of states and columns of rosters."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

STATES: Final[dict[str, LazyString]] = {
    "draft": _l("Waiting for your check"),
    "importing": _l("Being imported"),
    "done": _l("Imported"),
    "stopped": _l("Stopped"),
    "undoing": _l("Being undone"),
    "undone": _l("Undone"),
}
OUTCOMES: Final[dict[str, LazyString]] = {
    "new": _l("new"),
    "updated": _l("changed"),
    "unchanged": _l("unchanged"),
    "duplicate": _l("twice"),
    "wrong": _l("wrong"),
}
COLUMN_LABELS: Final[dict[str, LazyString]] = {
    "name": _l("Name"),
    "contact": _l("E-mail or phone"),
    "audience": _l("Role in life"),
    "unit": _l("Unit"),
    "group": _l("Group"),
    "province": _l("Province"),
}
