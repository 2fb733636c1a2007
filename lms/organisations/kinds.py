"""The kinds and states of organisations, and how a school's number (NPSN) is written. Pure."""

import re
from typing import Final

from lms.organisations.errors import NpsnUnreadable

KINDS: Final = ("school", "cso", "patbm", "office", "programme")
STATES: Final = ("applied", "approved", "refused")
MAX_NAME_LENGTH: Final = 200
MAX_UNIT_LENGTH: Final = 100
NPSN: Final = re.compile(r"[0-9A-Z]{8}")


def parse_npsn(text: str) -> str | None:
    """Eight digits or capital letters; blanks and points between them do not count.

    None where nothing is written. Raises NpsnUnreadable.
    """
    written = re.sub(r"[\s.\-]", "", text).upper()
    if not written:
        return None
    if not NPSN.fullmatch(written):
        raise NpsnUnreadable(length=len(written))
    return written
