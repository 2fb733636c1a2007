"""Detects the kind of an uploaded file by its contents, never by its name. Portable."""

from typing import Literal

Kind = Literal["pdf", "png", "svg", "json", "jwt", "code", "picture", "unknown"]

_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"BM")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEAD = 512


def detect_kind(data: bytes) -> Kind:
    """Return the kind of a file; JWTs and texts of QR codes are detected by their prefix."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "picture"
    return _kind_of_text(data.removeprefix(BYTE_ORDER_MARK)[:_HEAD].lstrip())


def _kind_of_text(head: bytes) -> Kind:
    if head.startswith(b"{"):
        return "json"
    if head.startswith(b"<") and (b"<svg" in head or head.startswith((b"<?xml", b"<!"))):
        return "svg"
    if head.startswith(b"ey") and b"." in head:
        return "jwt"
    if head[:8].upper().startswith((b"HTTPS://", b"HTTP://")):
        return "code"
    return "unknown"
