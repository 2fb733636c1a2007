"""A name at its entry: what the account may hold and a certificate can print."""

from certificates.pdf.glyph_coverage import unprintable_characters
from lms.accounts.errors import NameNotPrintable
from lms.accounts.names import clean_name


def printable_name(text: str) -> str:
    """The name on one line. Raises what `clean_name` raises, or NameNotPrintable.

    Who learns of a missing character only at the end of the course has to wait for the certificate.
    """
    name = clean_name(text)
    if missing := unprintable_characters(name):
        raise NameNotPrintable(characters=missing)
    return name
