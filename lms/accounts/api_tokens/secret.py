"""The token itself: random, recognisable by scanners for leaked secrets, stored as a hash. Pure."""

import hashlib
import re
import secrets

PREFIX = "payung_"
SHOWN_LENGTH = (
    len(PREFIX) + 8
)  # enough to tell one's tokens apart, far too little to guess the rest

_TOKEN = re.compile(f"{PREFIX}[0-9a-f]{{48}}")


def new_token() -> str:
    """192 random bits behind a mark."""
    return PREFIX + secrets.token_hex(24)


def is_token(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None


def prefix_of(token: str) -> str:
    return token[:SHOWN_LENGTH]


def hash_token(token: str) -> str:
    """What the database keeps and looks up. Tokens are random, so a plain hash is enough, and the
    time of a look-up tells nothing of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
