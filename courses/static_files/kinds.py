"""Which kind of file this is, by its name and its content, and whether it may be shown. Pure.

A file that says in its name what its content is not, is refused; so is a drawing that acts or loads
from elsewhere. What has no kind here is kept as bytes, which browsers download and never run.
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
    """`reason` is static-too-large, static-unfit or static-unsafe."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def media_type_of(name: str, data: bytes) -> str:
    """As which a browser may be told the file. Raises StaticFileUnfit."""
    if len(data) > MAX_BYTES:
        raise StaticFileUnfit("static-too-large")
    media_type, is_that = KINDS.get(_suffix(name), (BYTES, None))
    if is_that is not None and not is_that(data):
        raise StaticFileUnfit("static-unfit")
    if media_type == DRAWING and _acts(data):
        raise StaticFileUnfit("static-unsafe")
    return media_type


def is_picture(name: str) -> bool:
    """By its name alone: whether a page may show it in its place."""
    return KINDS.get(_suffix(name), (BYTES,))[0].startswith("image/")


def is_shown(media_type: str) -> bool:
    """Whether a browser shows it in a sandbox; PDF it does not, and the rest might run."""
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
    """By its head: the picture itself is for the browser to draw, if it has not too many points."""

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
