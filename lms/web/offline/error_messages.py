"""Messages for the errors of files with what waits on a phone."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "outbox-file-missing": _l("Choose the file first."),
    "outbox-file-foreign": _l(
        "This is not a file with what waits on a phone. It is called payung-outbox.txt. "
        "Answers of a test in payung-answers.json are handed in on their own page."
    ),
    "outbox-file-version-unknown": _l(
        "This file was made by a newer version of Payung (%(version)s), which this server does "
        "not know yet."
    ),
    "outbox-file-key-unknown": _l(
        "This file was made for another server, or so long ago that its key is no longer there. "
        "Everything is still on the phone: open the course there with a signal, or make a new file "
        "after that."
    ),
    "outbox-file-damaged": _l(
        "This file is damaged or was changed on the way. Have it made and sent once more; "
        "everything is still on the phone."
    ),
    "outbox-file-too-large": _l("Such a file has at most %(kilobytes)s kB."),
    "outbox-file-of-another": _l(
        "You cannot hand in a file of this person. They can do it themselves, and so can a "
        "coordinator or facilitator of their cohort or organisation, and administrators."
    ),
    "outbox-file-account-erased": _l("The account that this file belongs to has been erased."),
    "outbox-file-account-closed": _l(
        "The account that this file belongs to is suspended, or was merged into another one. "
        "Administrators can say more. Everything is still on the phone."
    ),
}
