"""Translation of the command line: Indonesian if the locale says so, otherwise English.

Messages are English in the source; the catalogue of the pages has their Indonesian.
"""

import gettext
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "web" / "translations"


def mark(text: str) -> str:
    """Mark a message for the catalogue without translating it."""
    return text


def translate(text: str) -> str:
    """Return the message in the language of the terminal."""
    return _catalogue().gettext(text)


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("messages", FOLDER, fallback=True)
