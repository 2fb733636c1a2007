"""Check-in codes of live sessions, which change every five minutes. Pure.

A code is 40 bits in Crockford's base 32, derived with HMAC-SHA-256 from a key of the server, the
session and the time, so no code is stored. It is accepted during its own five minutes and the next
five: people have time to sign in, and a photo of the code soon becomes useless.
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
LOOKALIKES: Final = str.maketrans("OIL", "011")  # letters that Crockford's alphabet leaves out
WINDOW: Final = timedelta(minutes=5)
EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)


def current_code(key: bytes, live_session_id: UUID, now: datetime) -> str:
    """The code to show at this time."""
    return _code(key, live_session_id, _window(now))


def accepted_codes(key: bytes, live_session_id: UUID, now: datetime) -> tuple[str, str]:
    """The codes to accept at this time: the current and the previous one."""
    window = _window(now)
    return _code(key, live_session_id, window), _code(key, live_session_id, window - 1)


def next_change_at(now: datetime) -> datetime:
    """When the next code replaces the current one."""
    return EPOCH + (_window(now) + 1) * WINDOW


def parse_code(text: str) -> str:
    """Normalise a typed or scanned code: no separators, upper case. Raises CheckInUnknown."""
    code = re.sub(r"[\s\-.]", "", text).upper().translate(LOOKALIKES)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        raise CheckInUnknown()
    return code


def format_code(code: str) -> str:
    """A code in groups of four, for reading aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _window(now: datetime) -> int:
    return (now - EPOCH) // WINDOW


def _code(key: bytes, live_session_id: UUID, window: int) -> str:
    message = live_session_id.bytes + window.to_bytes(8, "big", signed=True)
    number = int.from_bytes(hmac.digest(key, message, "sha256"), "big")
    return "".join(ALPHABET[number >> (5 * position) & 31] for position in range(LENGTH))
