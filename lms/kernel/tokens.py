"""Tokens of single-use links: random, or derived so that the server can show one again. Pure."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from uuid import UUID

SIZE = 24


def new_token() -> str:
    """192 random bits, URL-safe."""
    return secrets.token_urlsafe(SIZE)


def derive_token(key: bytes, link_id: UUID) -> str:
    """Derive a token by HMAC-SHA-256, so that the link can be shown again."""
    digest = hmac.digest(key, link_id.bytes, "sha256")
    return urlsafe_b64encode(digest[:SIZE]).decode()


def hash_token(token: str) -> str:
    """SHA-256 in hex, as stored. Tokens are random, so the hash needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
