"""Messages for the errors of rosters and their files."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "table-refused": _l("This file cannot be read as a table."),
    "table-empty": _l("There is nothing in this file. Fill the template in and send it again."),
    "table-file-too-large": _l(
        "This file is larger than %(megabytes)s MB. Take pictures and other sheets out, "
        "or save it as CSV."
    ),
    "table-too-many-rows": _l(
        "There are more than %(most)s rows. Send the people in several parts."
    ),
    "table-too-many-columns": _l(
        "There are more than %(most)s columns, or cells far away from the others. "
        "Copy the columns of the template into a new sheet."
    ),
    "table-cell-too-long": _l("The cell %(cell)s holds more than %(most)s characters."),
    "not-a-table": _l("This file is not a table. Save it as XLSX, ODS or CSV and upload that."),
    "table-broken": _l(
        "This workbook is damaged and cannot be opened. Save it anew and try again."
    ),
    "table-encrypted": _l("This workbook has a password. Save it without one and send it again."),
    "table-has-macros": _l("This workbook holds macros. Save it as XLSX, which has none."),
    "table-has-formulas": _l(
        "A cell that is needed holds a formula (%(cell)s). Copy the cells and paste them as values "
        "only."
    ),
    "table-has-merged-cells": _l(
        "The cells %(cells)s are merged, so it is not clear whom they are about. "
        "Split them and fill in each row."
    ),
    "table-declares-entities": _l(
        "This file declares XML entities, which a roster does not need. It was not opened."
    ),
    "table-unpacks-too-large": _l(
        "This workbook becomes too large when it is opened. Copy the rows into a new one."
    ),
    "oneroster-incomplete": _l("The OneRoster package has no users.csv with people."),
    "roster-headings-missing": _l(
        "No row has the headings. Required: %(needed)s. Found: %(found)s."
    ),
    "roster-has-no-rows": _l("There are headings, but no people below them."),
    "roster-has-several-sheets": _l(
        "Several sheets contain people: %(sheets)s. Choose one; upload the others afterwards."
    ),
    "roster-sheet-hidden": _l(
        "Only the hidden sheet %(sheet)s contains people. Unhide it in the "
        "spreadsheet, check it and upload it again."
    ),
    "roster-has-wrong-rows": _l(
        "%(rows)s rows are wrong or duplicates. Correct them, or choose to skip them."
    ),
    "roster-rows-or-file": _l("Send either rows or a file."),
    "roster-not-found": _l("There is no such roster here."),
    "roster-not-draft": _l("This roster was confirmed already. Its page shows the result."),
    "roster-corrections-missing": _l(
        "No cell was sent, so nothing was corrected. Open the roster and correct its rows there."
    ),
    "roster-has-nothing-to-do": _l("Nothing in this roster is new or changed, so nothing is done."),
    "contact-not-correctable": _l(
        "This person uses the account, or somebody else has invited them. They correct their "
        "contact themselves."
    ),
    "roster-undo-over": _l("The 14 days in which this roster could be undone are over."),
    "roster-not-done": _l("This roster cannot be undone, since it was not imported."),
    "mail-domain-misspelled": _l(
        "The address is probably at %(domain)s. If it is right as typed, write ! behind it."
    ),
    "phone-rounded": _l(
        "The spreadsheet has rounded this number and lost digits. Set the column to text "
        "and type the number again."
    ),
    "text-became-date": _l("The spreadsheet has turned this text into a date."),
}
