"""Parse the contact cell of a roster, which may hold an address and a number. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from lms.accounts.contacts import Contact, parse_contact
from lms.accounts.errors import MailDomainMisspelled
from lms.kernel.errors import LmsError
from lms.workflows.rosters.mail_domains import corrected_domain
from lms.workflows.rosters.phone_digits import restore_digits

MAX_PARTS: Final = 5  # of a cell; more are no contacts of one person
JOINED: Final = " / "  # between the contacts of one person, also where they are shown
KEPT: Final = "!"  # after an address whose domain is no typing error
SEPARATORS: Final = re.compile(
    r"\s*[;|\n/]\s*|\s+(?:atau|or|dan)\s+|,\s+|(?<=[A-Za-z])\s+(?=\+?\d)|(?<=\d)\s+(?=[^\s@]+@)"
)
TEXT_MARKS: Final = "'`\u2018\u2019"  # before a number that a spreadsheet is to keep as text
BLANKS: Final = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a contact cell that is not used, with the reason."""

    text: str
    error: LmsError


@dataclass(frozen=True, slots=True)
class ContactCell:
    """The contact to sign in with, the number beside an address, and the parts left out."""

    contact: Contact
    second: Contact | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def written(self) -> str:
        """Both contacts, as those who invite see them."""
        contacts = (self.contact, self.second) if self.second else (self.contact,)
        return JOINED.join(contact.address for contact in contacts)


def parse_contact_cell(text: str) -> ContactCell:
    """Parse one contact, or an address and a number of which at least one is valid.

    Raises ContactMissing, ContactUnreadable, MailDomainMisspelled or PhoneRounded.
    """
    spaced = BLANKS.sub(" ", text.strip())  # long runs of blanks would take seconds to split
    parts = [part for part in SEPARATORS.split(spaced) if part]
    if not 1 < len(parts) <= MAX_PARTS:
        return ContactCell(_parse_part(text))
    valid, left_out = [], []
    for part in parts:
        try:
            valid.append(_parse_part(part))
        except LmsError as error:
            left_out.append(LeftOut(part, error))
    if not valid:
        return ContactCell(_parse_part(text))
    emails = [contact for contact in valid if contact.email]
    phones = [contact for contact in valid if contact.phone]
    contact = (emails or phones)[0]
    second = phones[0] if emails and phones else None
    return ContactCell(contact, second, tuple(left_out))


def _parse_part(text: str) -> Contact:
    """Parse a contact, also a number that a spreadsheet has turned into a float.

    An address with `!` at its end is used with its domain as typed.
    """
    typed = " ".join(text.split()).lstrip(TEXT_MARKS)
    if "@" in typed and typed.endswith(KEPT):
        return parse_contact(typed.removesuffix(KEPT))
    contact = parse_contact(restore_digits(typed))
    if domain := corrected_domain((contact.email or "").rpartition("@")[2]):
        raise MailDomainMisspelled(domain=domain)
    return contact
