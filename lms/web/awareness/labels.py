"""Labels of audiences, provinces and kits."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.provinces import PROVINCES
from lms.web.texts.language import current_language

GROUP_LABELS = {
    "parents": _l("Parents and carers"),
    "teachers": _l("Teachers and school staff"),
    "children": _l("Children"),
    "youth": _l("Young people"),
    "community": _l("Village or neighbourhood"),
    "officials": _l("Officials and services"),
    "mixed": _l("Several of these"),
}


def province_name(code: str) -> str:
    """Name of a province in the current language; the code where it is unknown."""
    province = PROVINCES.get(code)
    return province.name(current_language()) if province else code


def kit_name(code: str | None, titles: Mapping[str, str]) -> str:
    """Title of a kit; the code where it has no title."""
    return titles.get(code, code) if code else _("None of the kits")
