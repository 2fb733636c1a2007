"""Messages for errors on course pages."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "course-not-found": _l("There is no course at this address."),
    "course-closed": _l(
        "This course is a draft that experts are still reviewing. "
        "It opens once an administrator starts a pilot, or when the review is complete."
    ),
    "version-not-offered": _l(
        "This version of the course is not offered to you any more. Open the course again; it says "
        "which version you take."
    ),
    "finish-in-cohort": _l(
        "Your cohort follows the version that you take. Complete it first; then you may begin the "
        "new one."
    ),
    "kit-not-found": _l("This course has no such kit."),
}
