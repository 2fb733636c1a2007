"""Tokens of single-use links: random, or derived so that the server can show one again. Pure."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from uuid import UUID

SIZE = 24


def new_token() -> str:
    """192 random bits, safe in an address."""
    return secrets.token_urlsafe(SIZE)


def derived_token(key: bytes, link_id: UUID) -> str:
    """The token of a link that only the holder of the key can name, now and later."""
    digest = hmac.digest(key, link_id.bytes, "sha256")
    return urlsafe_b64encode(digest[:SIZE]).decode()


def hash_of(token: str) -> str:
    """What the database keeps. Tokens are random, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
