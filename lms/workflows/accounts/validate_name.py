"""Validate a name: accepted by the account and printable on a certificate."""

from certificates.pdf.glyph_coverage import unprintable_characters
from lms.accounts.errors import NameNotPrintable
from lms.accounts.names import clean_name


def printable_name(text: str) -> str:
    """Return the name on one line. Raises what `clean_name` raises, or NameNotPrintable.

    The check comes at entry, since a missing character would otherwise delay the certificate.
    """
    name = clean_name(text)
    if missing := unprintable_characters(name):
        raise NameNotPrintable(characters=missing)
    return name
