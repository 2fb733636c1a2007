"""Plain text from files and back: encodings, HTML cleaned to what a page may show. Pure."""

import html
import re
from typing import Final

from assessments.exchange.reading import FileRejected, ItemRejected

MAX_PICTURE: Final = 256 * 1024  # bytes, decoded
BREAKS: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
PICTURE: Final = re.compile(r"<\s*(?:img|svg|object|embed|video|audio|iframe)\b", re.IGNORECASE)
BASE64: Final = re.compile(r"data:[^,;\"']*;base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)
NO_WORDS_OF_IT: Final = ("script", "style")  # go with what stands in them
UNSPOKEN: Final = re.compile(rf"<\s*(?:{'|'.join(NO_WORDS_OF_IT)})\b", re.IGNORECASE)
NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or Windows-1252. Raises FileRejected for what is no text."""
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


def normal(text: str) -> str:
    """One space between words, no empty lines: what remains the same through every format."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def paragraphs(text: str) -> str:
    """Markdown as it stands, but for blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def as_paragraphs(marked: str) -> str:
    """HTML as Markdown of paragraphs. Raises ItemRejected for a large picture."""
    return plain(marked).replace("\n", "\n\n")


def plain(marked: str) -> str:
    """HTML as text, with line ends where blocks end. Raises ItemRejected for a large picture."""
    refuse_large_pictures(marked)
    import nh3

    spaced = BREAKS.sub("\n", " ".join(marked.split()))
    return normal(
        html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags=set(NO_WORDS_OF_IT)))
    )


def has_picture(marked: str) -> bool:
    return bool(PICTURE.search(marked))


def has_unspoken(marked: str) -> bool:
    """Whether HTML holds what `plain` leaves out with all that stands in it."""
    return bool(UNSPOKEN.search(marked))


def marked_up(text: str) -> str:
    """Text as HTML, a line each."""
    return "<br>".join(html.escape(line, quote=False) for line in text.split("\n"))


def refuse_large_pictures(marked: str) -> None:
    for found in BASE64.finditer(marked):
        if len(found[1]) * 3 // 4 > MAX_PICTURE:
            raise ItemRejected("picture-too-large", f"{len(found[1]) * 3 // 4096} kB")
