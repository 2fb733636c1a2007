"""Messages about invalid cells of a roster, for the person who prepares the table."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.workflows.rosters.parsed_rows import CellProblem

CELL_MESSAGES: Final[dict[str, LazyString]] = {
    "name-missing": _l("The name is missing."),
    "name-has-number": _l("The name contains %(digits)s digits, perhaps an identity number."),
    "name-has-address": _l("The name contains an address."),
    "name-not-printable": _l("Certificates cannot print: %(characters)s"),
    "text-too-long": _l("This has %(length)s characters; at most %(max)s fit."),
    "text-has-hidden-marks": _l("This text contains invisible characters."),
    "text-became-date": _l("The spreadsheet has turned this text into a date."),
    "contact-missing": _l("E-mail address or mobile number is missing."),
    "contact-unreadable": _l("This is neither an e-mail address nor a mobile number."),
    "mail-domain-misspelled": _l("The address is probably at %(domain)s."),
    "phone-rounded": _l(
        "The spreadsheet has rounded this number and lost digits. Set the column to text "
        "and type the number again."
    ),
    "audience-unknown": _l("Known roles are CSO, guru (teacher) and PATBM."),
    "province-unknown": _l("No province has this name or code."),
    "contact-of-other-name": _l(
        "This contact is that of %(name)s, who keeps it. If this row is somebody else, give "
        "them another contact."
    ),
    "roster-row-twice": _l("The same contact is already in row %(line)s."),
}


def cell_message(problem: CellProblem) -> str:
    """The message in the current language."""
    text = str(CELL_MESSAGES[problem.code])
    return text % problem.parameters if problem.parameters else text
