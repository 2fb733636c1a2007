"""Kinds and states of organisations, and the school number (NPSN). Pure."""

import re
from typing import Final

from lms.organisations.errors import NpsnUnreadable

KINDS: Final = ("school", "cso", "patbm", "office", "programme")
STATES: Final = ("applied", "approved", "refused")
MAX_NAME_LENGTH: Final = 200
MAX_UNIT_LENGTH: Final = 100
NPSN: Final = re.compile(r"[0-9A-Z]{8}")


def parse_npsn(text: str) -> str | None:
    """Normalise an NPSN to eight digits or capital letters, without blanks, points and hyphens.

    None for an empty text. Raises NpsnUnreadable.
    """
    npsn = re.sub(r"[\s.\-]", "", text).upper()
    if not npsn:
        return None
    if not NPSN.fullmatch(npsn):
        raise NpsnUnreadable(length=len(npsn))
    return npsn
