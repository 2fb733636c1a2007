"""Messages for errors of printed courses."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "print-not-found": _l("This course has no such file to print."),
    "print-failed": _l(
        "The files to print could not be made at the moment. Everything else works; please try "
        "again later, or tell whoever runs this site."
    ),
}
