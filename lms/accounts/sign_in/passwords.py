"""Validate passwords by NIST SP 800-63B, section 3.1.1.2. Pure.

Passwords have a minimum length, no composition rules and no expiry. Common passwords and the
person's name and contact are rejected. Blanks count as characters.
"""

import unicodedata
from collections.abc import Iterable

from lms.accounts.sign_in.common_passwords import COMMON
from lms.accounts.sign_in.errors import (
    PasswordHasContact,
    PasswordMissing,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)

MIN_LENGTH = 10
MAX_LENGTH = 200
MIN_DISTINCT_CHARACTERS = 4  # different characters
MIN_WORD_LENGTH = 4  # shorter names occur in good passwords by chance


def normalise(password: str) -> str:
    """NFKD, so that the keyboard does not matter. Lone surrogates become question marks."""
    whole = password.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKD", whole)


def validate_password(password: str, *, own_words: Iterable[str] = ()) -> None:
    """Validate a new password. `own_words` are the person's name and contact.

    Raises PasswordTooLong, PasswordMissing, PasswordTooShort, PasswordTooCommon or
    PasswordHasContact.
    """
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong(max=MAX_LENGTH)
    if not password:
        raise PasswordMissing(min=MIN_LENGTH)
    if len(password) < MIN_LENGTH:
        raise PasswordTooShort(length=len(password), missing=MIN_LENGTH - len(password))
    simple = _simple(password)
    if simple in COMMON or _core(simple) in COMMON or len(set(simple)) < MIN_DISTINCT_CHARACTERS:
        raise PasswordTooCommon()
    if _is_mostly_own_words(simple, own_words):
        raise PasswordHasContact()


def _simple(text: str) -> str:
    return "".join(character for character in text.casefold() if not character.isspace())


def _core(simple: str) -> str:
    """The text without the digits and signs around it."""
    return simple.strip("0123456789!@#$%&*?._-+")


def _is_mostly_own_words(simple: str, own_words: Iterable[str]) -> bool:
    """Is the rest without the person's own words shorter than a password may be?"""
    rest = simple
    words = {part for word in own_words for part in (word, *word.replace("@", " ").split())}
    words |= {word.removeprefix("+62") for word in words}  # phone numbers are also typed with 0
    for word in sorted(map(_simple, words), key=len, reverse=True):
        if len(word) >= MIN_WORD_LENGTH:
            rest = rest.replace(word, "")
    return rest != simple and len(rest) < MIN_LENGTH
