"""Validates redirect targets."""

from urllib.parse import urlsplit

MAX_LENGTH = 1000


def validate_own_path(address: str) -> str | None:
    """Return the address if it is a path of this site, else None.

    Browsers read `//host`, `/\\host` and blanks as another host, so those are rejected.
    """
    if not address.startswith("/") or len(address) > MAX_LENGTH:
        return None
    if any(character == "\\" or ord(character) <= ord(" ") for character in address):
        return None
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or address.startswith("//"):
        return None
    return address
