"""Epochs of sessions."""

import secrets


def new_session_key() -> str:
    """A new epoch. Sessions that began under an older one are invalid."""
    return secrets.token_hex(16)
