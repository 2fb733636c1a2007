"""Rows of rosters about a person who is being erased, also those that name nobody yet.

A row knows its person once it was taken in as a change. Drafts, lines that were left out and those
that changed nothing say who they are about in their cells alone: by the contact, or by the name
where no contact can be read.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from lms.accounts.contacts import Contact
from lms.accounts.queries import PersonProfile
from lms.kernel.errors import LmsError
from lms.organisations.roster.queries import live_rosters, stored_lines
from lms.organisations.roster.service import empty_lines
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.proposals import proposed
from lms.workflows.rosters.reading import read_cell_of_contact

NAME, CONTACT = COLUMNS.index("name"), COLUMNS.index("contact")
LAST_DIGITS: Final = 7


def empty_rows_about(session: Session, person: PersonProfile) -> None:
    """Comes before the person's contact and name go."""
    if person.erased_at is not None:
        return
    for roster in live_rosters(session):
        about = [line for line, texts in stored_lines(session, roster) if is_about(texts, person)]
        empty_lines(session, roster.id, about)


def is_about(texts: Sequence[str], person: PersonProfile) -> bool:
    """Reading a contact takes long, so only that of a row which may be theirs is read."""
    said = texts[CONTACT]
    has_name = _plain(texts[NAME]) == _plain(person.name)
    if not has_name and not _may_be(said, person.contact):
        return False
    try:
        return read_cell_of_contact(said) == person.contact
    except LmsError as unreadable:
        return has_name or proposed("contact", said, unreadable) == person.contact.address


def _may_be(said: str, contact: Contact) -> bool:
    if contact.email:
        return contact.email.partition("@")[0] in said.lower()
    digits = "".join(character for character in said if character.isdecimal())
    return contact.address[-LAST_DIGITS:] in digits


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
