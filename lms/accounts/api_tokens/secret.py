"""Generate and hash API tokens. Secret scanners recognise their prefix. Pure."""

import hashlib
import re
import secrets

PREFIX = "payung_"
SHOWN_LENGTH = (
    len(PREFIX) + 8
)  # distinguishes tokens in a list, and is far too short to guess the rest

_TOKEN = re.compile(f"{PREFIX}[0-9a-f]{{48}}")


def new_token() -> str:
    """A new token: the prefix and 192 random bits in hexadecimal."""
    return PREFIX + secrets.token_hex(24)


def is_token(text: str) -> bool:
    """Does the text have the form of a token?"""
    return _TOKEN.fullmatch(text) is not None


def prefix_of(token: str) -> str:
    """The first characters of a token, which lists show."""
    return token[:SHOWN_LENGTH]


def hash_token(token: str) -> str:
    """SHA-256 in hexadecimal, which the database stores and looks up.

    Tokens are random, so no salt is needed and the look-up leaks no timing information.
    """
    return hashlib.sha256(token.encode()).hexdigest()
