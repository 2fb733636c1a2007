"""The contact that a person signs in with: an e-mail address or a mobile number. Pure.

Numbers are stored in E.164. A number without a country code is read as an Indonesian one.
"""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from lms.accounts.errors import ContactMissing, ContactUnreadable

PUNCTUATION = re.compile(r"[\s().\-\u2010-\u2015]")
E164 = re.compile(r"\+[1-9]\d{6,14}")
INDONESIAN_MOBILE = re.compile(r"\+628\d{7,11}")
MAX_LENGTH = 254


@dataclass(frozen=True, slots=True)
class Contact:
    """Exactly one of the two is set."""

    email: str | None = None
    phone: str | None = None

    @property
    def channel(self) -> str:
        return "email" if self.email else "phone"

    @property
    def address(self) -> str:
        return self.email or self.phone or ""


def parse_contact(text: str) -> Contact:
    """Normalise a typed contact to the form that is stored and looked up.

    Raises ContactMissing or ContactUnreadable.
    """
    text = text.strip()
    if not text:
        raise ContactMissing()
    if len(text) > MAX_LENGTH:
        raise ContactUnreadable()
    return Contact(email=_email(text)) if "@" in text else Contact(phone=_phone(text))


def _email(text: str) -> str:
    """Lower case, since people do not distinguish the case of an address. Sends no DNS query."""
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ContactUnreadable() from None
    return address.normalized.lower()


def _phone(text: str) -> str:
    number = PUNCTUATION.sub("", text)
    if not number.isascii():
        raise ContactUnreadable()
    if number.startswith("0"):
        number = "+62" + number[1:]
    elif number.startswith("62"):
        number = "+" + number
    elif number.startswith("8"):
        number = "+62" + number
    known = INDONESIAN_MOBILE if number.startswith("+62") else E164
    if not known.fullmatch(number):
        raise ContactUnreadable()
    return number
