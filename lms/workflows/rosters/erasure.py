"""Rows of rosters about a person who is being erased, also those that name nobody yet.

A row knows its person once it was taken in as a change. Drafts, lines that were left out and those
that changed nothing say who they are about in their cells alone: by the contact, or by the name
where no contact can be read. A name alone counts only where the person was a member or asked in, so
that nobody empties the rows of a school by calling themselves as its pupils are called.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.contacts import Contact
from lms.accounts.queries import PersonProfile, person_profile
from lms.kernel.errors import LmsError
from lms.kernel.sealing.sealing import KeyDestroyed
from lms.organisations.new_members.queries import organisations_naming
from lms.organisations.roster.errors import RosterNotFound
from lms.organisations.roster.queries import RosterView, list_rosters_with_rows, stored_lines
from lms.organisations.roster.service import erase_lines, lock_roster
from lms.workflows.rosters.cells import parse_contact_cell
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.suggestions import suggest

NAME, CONTACT = COLUMNS.index("name"), COLUMNS.index("contact")
LAST_DIGITS: Final = 7


def erase_rows_about(session: Session, account_ids: Collection[UUID]) -> None:
    """All accounts of one person. Comes before their contacts and names, and before they leave."""
    profiles = (person_profile(session, account_id) for account_id in account_ids)
    people = [profile for profile in profiles if profile.erased_at is None]
    if not people:
        return
    known_in = organisations_naming(session, account_ids)
    for roster in list_rosters_with_rows(session):
        is_known = roster.organisation_id in known_in
        with suppress(RosterNotFound, KeyDestroyed):  # thrown away or forgotten at this moment
            if _lines_about(session, roster, people, is_known=is_known):
                lock_roster(session, roster.id)  # only now: other schools need not wait
                about = _lines_about(session, roster, people, is_known=is_known)
                erase_lines(session, roster.id, about)


def _lines_about(
    session: Session, roster: RosterView, people: Sequence[PersonProfile], *, is_known: bool
) -> list[int]:
    return [
        line
        for line, texts in stored_lines(session, roster)
        if any(is_about(texts, person, is_known=is_known) for person in people)
    ]


def is_about(texts: Sequence[str], person: PersonProfile, *, is_known: bool) -> bool:
    """Reading a contact takes long, so only that of a row which may be theirs is read."""
    said = texts[CONTACT]
    has_name = is_known and _plain(texts[NAME]) == _plain(person.name)
    if not has_name and not _may_match(said, person.contact):
        return False
    try:
        return parse_contact_cell(said) == person.contact
    except LmsError as unreadable:
        return has_name or suggest("contact", said, unreadable) == person.contact.address


def _may_match(said: str, contact: Contact) -> bool:
    if contact.email:
        return contact.email.partition("@")[0] in said.lower()
    digits = "".join(character for character in said if character.isdecimal())
    return contact.address[-LAST_DIGITS:] in digits


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
