"""Erase the rows of rosters about a person who is being erased.

An imported row refers to its person. Rows of drafts, rows that were left out and rows that changed
nothing do not: they are matched by their contact, or by their name if the contact cannot be
parsed. A name alone matches only in organisations where the person was a member or invited.
Otherwise anybody could empty the rows of a school by taking the name of one of its people.
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
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.contact_cells import parse_contact_cell
from lms.workflows.rosters.suggestions import suggest
from lms.workflows.rosters.written_names import written_name

NAME, CONTACT = COLUMNS.index("name"), COLUMNS.index("contact")
LAST_DIGITS: Final = 7  # of a phone number; what a cell has to contain to be parsed at all


def erase_rows_about(session: Session, account_ids: Collection[UUID]) -> None:
    """Erase rows about all accounts of one person, before contacts and memberships are erased."""
    profiles = (person_profile(session, account_id) for account_id in account_ids)
    people = [profile for profile in profiles if profile.erased_at is None]
    if not people:
        return
    known_in = organisations_naming(session, account_ids)
    for roster in list_rosters_with_rows(session):
        is_known = roster.organisation_id in known_in
        with suppress(RosterNotFound, KeyDestroyed):  # deleted meanwhile
            if _lines_about(session, roster, people, is_known=is_known):
                lock_roster(session, roster.id)  # no lock on rosters without a match
                lines = _lines_about(session, roster, people, is_known=is_known)
                erase_lines(session, roster.id, lines)


def _lines_about(
    session: Session, roster: RosterView, people: Sequence[PersonProfile], *, is_known: bool
) -> list[int]:
    return [
        line.number
        for line in stored_lines(session, roster)
        if any(is_about(line.texts, person, is_known=is_known) for person in people)
    ]


def is_about(texts: Sequence[str], person: PersonProfile, *, is_known: bool) -> bool:
    """Whether a row is about a person. `is_known`: the person was a member or invited here.

    Parsing a contact is slow, so only contacts that may match are parsed.
    """
    text = texts[CONTACT]
    has_name = is_known and _plain(texts[NAME]) == _plain(person.name)
    if not has_name and not _may_match(text, person.contact):
        return False
    try:
        cell = parse_contact_cell(text)
    except LmsError as error:
        return has_name or suggest("contact", text, error) == person.contact.address
    left_out = [part.text.lower() for part in cell.left_out]
    return person.contact in (cell.contact, cell.second) or person.contact.address in left_out


def _may_match(text: str, contact: Contact) -> bool:
    if contact.email:
        return contact.email.partition("@")[0] in text.lower()
    digits = "".join(character for character in text if character.isdecimal())
    return contact.address[-LAST_DIGITS:] in digits


def _plain(name: str) -> str:
    return written_name(" ".join(name.split())).casefold()
