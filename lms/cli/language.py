"""The language of the command line: that of the terminal where it is Indonesian, otherwise English.

Sentences are written in English; the catalogue of the pages holds their Indonesian.
"""

import gettext
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "web" / "translations"


def mark(text: str) -> str:
    """Name a sentence for the catalogue without translating it yet."""
    return text


def translate(text: str) -> str:
    return _catalogue().gettext(text)


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("messages", FOLDER, fallback=True)
