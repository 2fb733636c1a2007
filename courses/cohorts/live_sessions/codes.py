"""The code that is shown where a cohort meets: it changes every five minutes. Pure.

40 bits in Crockford's base 32, derived from the server's key, the session and the time, so that
nothing is stored. A code counts in its own five minutes and in the next five: whoever types slowly
or signs in first is not late with it, and a picture of it is soon worth nothing.
"""

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from courses.cohorts.live_sessions.errors import CheckInUnknown

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 8
GROUP: Final = 4
LOOKALIKES: Final = str.maketrans("OIL", "011")
WINDOW: Final = timedelta(minutes=5)
EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)


def current_code(key: bytes, live_session_id: UUID, now: datetime) -> str:
    """The code of this moment."""
    return _code(key, live_session_id, _window(now))


def accepted_codes(key: bytes, live_session_id: UUID, now: datetime) -> tuple[str, str]:
    """The code of this moment and the one before it."""
    window = _window(now)
    return _code(key, live_session_id, window), _code(key, live_session_id, window - 1)


def next_change_at(now: datetime) -> datetime:
    """When the next code takes over."""
    return EPOCH + (_window(now) + 1) * WINDOW


def parse_code(text: str) -> str:
    """What somebody typed or scanned, without groups and case. Raises CheckInUnknown."""
    code = re.sub(r"[\s\-.]", "", text).upper().translate(LOOKALIKES)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        raise CheckInUnknown()
    return code


def format_code(code: str) -> str:
    """As people read it aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _window(now: datetime) -> int:
    return (now - EPOCH) // WINDOW


def _code(key: bytes, live_session_id: UUID, window: int) -> str:
    message = live_session_id.bytes + window.to_bytes(8, "big", signed=True)
    number = int.from_bytes(hmac.digest(key, message, "sha256"), "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH))
