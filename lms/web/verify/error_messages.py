"""Error messages of the verification pages."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "verify-list-too-long": _l("Send at most %(max)s numbers at a time."),
    "verify-list-too-large": _l(
        "This list is larger than %(megabytes)s MB. Take pictures and other sheets out, or send "
        "it in several parts."
    ),
    "verify-list-several-sheets": _l(
        "There are numbers in several sheets (%(sheets)s). Send one sheet at a time."
    ),
    "verify-workbooks-busy": _l(
        "Another workbook is being read right now. Please try again in a minute."
    ),
    "verify-list-empty": _l("Paste at least one number, or choose a file with numbers."),
}
