"""Decodes files of text and converts between plain text and HTML. Pure."""

import html
import re
from typing import Final

from assessments.exchange.reading import FileRejected, ItemRejected

MAX_PICTURE: Final = 256 * 1024  # bytes, decoded
BREAKS: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
PICTURE: Final = re.compile(r"<\s*(?:img|svg|object|embed|video|audio|iframe)\b", re.IGNORECASE)
BASE64: Final = re.compile(r"data:[^,;\"']*;base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)
DROPPED_TAGS: Final = ("script", "style")  # removed with their content
DROPPED: Final = re.compile(rf"<\s*(?:{'|'.join(DROPPED_TAGS)})\b", re.IGNORECASE)
NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode_text(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or Windows-1252. Raises FileRejected."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if NOT_TEXT.search(text):
        raise FileRejected("not-text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def normalise_text(text: str) -> str:
    """Collapse spaces and remove empty lines: this form survives every format."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def strip_lines(text: str) -> str:
    """Return Markdown without spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def html_to_markdown(marked: str) -> str:
    """Convert HTML to Markdown paragraphs. Raises ItemRejected for a large picture."""
    return html_to_text(marked).replace("\n", "\n\n")


def html_to_text(marked: str) -> str:
    """Convert HTML to text, a line per block. Raises ItemRejected for a large picture."""
    require_small_pictures(marked)
    import nh3

    spaced = BREAKS.sub("\n", " ".join(marked.split()))
    return normalise_text(
        html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags=set(DROPPED_TAGS)))
    )


def has_picture(marked: str) -> bool:
    """Return whether HTML has a picture or another embedded object."""
    return bool(PICTURE.search(marked))


def has_dropped_tags(marked: str) -> bool:
    """Return whether HTML has elements that `html_to_text` removes with their content."""
    return bool(DROPPED.search(marked))


def text_to_html(text: str) -> str:
    """Convert text to HTML with a `br` between lines."""
    return "<br>".join(html.escape(line, quote=False) for line in text.split("\n"))


def require_small_pictures(marked: str) -> None:
    """Raise ItemRejected for HTML with an inline picture over MAX_PICTURE."""
    for match in BASE64.finditer(marked):
        if len(match[1]) * 3 // 4 > MAX_PICTURE:
            raise ItemRejected("picture-too-large", f"{len(match[1]) * 3 // 4096} kB")
