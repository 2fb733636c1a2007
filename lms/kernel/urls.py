"""Addresses that administrators enter for other systems. Pure."""

import re
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
SAFE_AUTHORITY: Final = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]+)?|\[[0-9a-fA-F:.]+\](:[0-9]+)?")


def origin_of(url: str) -> str:
    """Scheme and authority of a URL, such as `https://moodle.example`; empty for a path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}" if parts.netloc else ""


def check_url(text: str, *, is_trial: bool) -> str:
    """Return an https URL without user and password; http only on loopback, in a local trial.

    Raises ValueError.
    """
    parts = urlsplit(text)
    is_local = is_trial and parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (parts.scheme == "https" or is_local) or not parts.hostname:
        raise ValueError
    if not SAFE_AUTHORITY.fullmatch(parts.netloc):  # it may become part of a policy header
        raise ValueError
    _ = parts.port  # raises ValueError
    return text
