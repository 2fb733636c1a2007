"""Determines the media type of a file from its name and content, and whether it is safe. Pure.

Rejects files whose content does not match their name, and SVG with scripts or external resources.
Unknown types are served as downloads.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
BYTES: Final = "application/octet-stream"
PDF: Final = "application/pdf"
TEXT: Final = "text/plain; charset=utf-8"
DRAWING: Final = "image/svg+xml"
Check = Callable[[bytes], bool]


class StaticFileUnfit(ValueError):
    """The file is not allowed; `reason` is static-too-large, static-unfit or static-unsafe."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def media_type_of(name: str, data: bytes) -> str:
    """The media type with which the file is served. Raises StaticFileUnfit."""
    if len(data) > MAX_BYTES:
        raise StaticFileUnfit("static-too-large")
    media_type, is_that = KINDS.get(_suffix(name), (BYTES, None))
    if is_that is not None and not is_that(data):
        raise StaticFileUnfit("static-unfit")
    if media_type == DRAWING and _acts(data):
        raise StaticFileUnfit("static-unsafe")
    return media_type


def is_picture(name: str) -> bool:
    """Whether the name has the suffix of a picture, which pages may embed."""
    return KINDS.get(_suffix(name), (BYTES,))[0].startswith("image/")


def is_shown(media_type: str) -> bool:
    """Whether browsers show the type in a sandbox; other types are downloaded."""
    return media_type not in (BYTES, PDF)


def _suffix(name: str) -> str:
    stem, _dot, suffix = name.rpartition(".")
    return suffix.lower() if stem else ""


def _starts(*starts: bytes) -> Check:
    return lambda data: data.startswith(starts)


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def _is_film(data: bytes) -> bool:
    return data[4:8] == b"ftyp"


def _is_wave(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def _raster(kind: str) -> Check:
    """A check of a raster picture by its header, with at most MAX_PIXELS pixels."""

    def is_that(data: bytes) -> bool:
        from PIL import Image

        try:
            with Image.open(BytesIO(data), formats=(kind,)) as opened:
                return opened.width * opened.height <= MAX_PIXELS
        except (
            *(OSError, SyntaxError, ValueError),
            *(Image.DecompressionBombError, Image.DecompressionBombWarning),
        ):
            return False

    return is_that


def _is_drawing(data: bytes) -> bool:
    from courses.static_files.drawings import parse_drawing  # lxml: only where a file is checked

    return parse_drawing(data) is not None


def _acts(data: bytes) -> bool:
    from courses.static_files.drawings import is_active

    return is_active(data)


KINDS: Final[Mapping[str, tuple[str, Check]]] = {
    "png": ("image/png", _raster("PNG")),
    "jpg": ("image/jpeg", _raster("JPEG")),
    "jpeg": ("image/jpeg", _raster("JPEG")),
    "gif": ("image/gif", _raster("GIF")),
    "webp": ("image/webp", _raster("WEBP")),
    "svg": (DRAWING, _is_drawing),
    "pdf": (PDF, _starts(b"%PDF-")),
    "mp3": ("audio/mpeg", _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "wav": ("audio/wav", _is_wave),
    "ogg": ("audio/ogg", _starts(b"OggS")),
    "m4a": ("audio/mp4", _is_film),
    "mp4": ("video/mp4", _is_film),
    "webm": ("video/webm", _starts(b"\x1aE\xdf\xa3")),
    "woff": ("font/woff", _starts(b"wOFF")),
    "woff2": ("font/woff2", _starts(b"wOF2")),
    "vtt": ("text/vtt; charset=utf-8", _is_text),
    **dict.fromkeys(("txt", "srt", "csv", "md", "json", "sjson"), (TEXT, _is_text)),
}
