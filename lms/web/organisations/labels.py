"""Labels of kinds, states and provinces of organisations."""

from flask_babel import lazy_gettext as _l

from lms.accounts.provinces import PROVINCES
from lms.web.texts.language import current_language

KIND_LABELS = {
    "school": _l("School"),
    "cso": _l("Civil society organisation"),
    "patbm": _l("PATBM group"),
    "office": _l("Education office or agency"),
    "programme": _l("Programme"),
}
STATE_LABELS = {
    "applied": _l("Waiting for approval"),
    "approved": _l("Approved"),
    "refused": _l("Not approved"),
}


def province_name(code: str | None) -> str:
    """Name of a province in the current language; empty where it is unknown."""
    province = PROVINCES.get(code or "")
    return province.name(current_language()) if province else ""
