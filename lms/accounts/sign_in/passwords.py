"""What a password must be: long enough, not among the first guesses, nothing else. Pure.

Follows NIST SP 800-63B, section 3.1.1.2: length counts, no rules of composition, no expiry; common
passwords and the person's own words are refused. Every character counts, also blanks.
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
MIN_DISTINCT_CHARACTERS = 4  # different ones
MIN_WORD_LENGTH = 4  # a shorter name may well stand in a good password by chance


def normalise(password: str) -> str:
    """The same password whichever keyboard composed its letters. Half characters become marks."""
    whole = password.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKD", whole)


def validate_password(password: str, *, own_words: Iterable[str] = ()) -> None:
    """Raises one of the errors above. `own_words` are the person's name and contact."""
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
    """Without the digits and signs that people append to a common word."""
    return simple.strip("0123456789!@#$%&*?._-+")


def _is_mostly_own_words(simple: str, own_words: Iterable[str]) -> bool:
    """What is left without the person's own words is shorter than a password may be."""
    rest = simple
    words = {part for word in own_words for part in (word, *word.replace("@", " ").split())}
    words |= {word.removeprefix("+62") for word in words}  # numbers are typed with 0 as well
    for word in sorted(map(_simple, words), key=len, reverse=True):
        if len(word) >= MIN_WORD_LENGTH:
            rest = rest.replace(word, "")
    return rest != simple and len(rest) < MIN_LENGTH
