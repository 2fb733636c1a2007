"""Error messages of awareness sessions by error code."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "awareness-session-not-found": _l("There is no such session here, or it was withdrawn."),
    "held-in-future": _l("This day is still to come. Report a session once it was held."),
    "held-too-long-ago": _l("This day lies more than three years back. Check the year, please."),
    "nobody-came": _l("Say how many people came: children, adults or both."),
    "too-many-people": _l(
        "A session can have at most %(limit)s participants. Check the numbers, please."
    ),
    "count-unreadable": _l("Write a whole number in digits, such as 25, or leave it empty."),
    "group-unknown": _l("Choose for whom the session was."),
    "too-many-sessions": _l("You have reported %(limit)s sessions already; this is the maximum."),
}
