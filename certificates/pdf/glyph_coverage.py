"""Glyph coverage of the bundled fonts, so that no name is printed as boxes. Portable."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
NAME_FONTS = ("eb-garamond/EBGaramond12-Regular.otf", "noto/*.ttf")
ALL_FONTS = ("*/*.otf", "*/*.ttf")

REPLACEMENT = "?"
JOINERS = "\u200c\u200d"  # needed in Javanese and Arabic

_HEADER, _RECORD = 12, 16
_SEGMENTS, _GROUPS = 4, 12  # the cmap formats of these fonts


def unprintable_characters(text: str) -> str:
    """Return the characters without a glyph, each once, in order of appearance."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        dict.fromkeys(
            character
            for character in composed
            if ord(character) not in _printable(NAME_FONTS)
            and unicodedata.category(character) != "Cf"
        )
    )


def normalise_name(name: str) -> str:
    """Compose characters, collapse spaces and remove invisible control characters."""
    visible = (c for c in name if c in JOINERS or unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())


def replace_unprintable(text: str) -> str:
    """Return the text with a question mark for each character that no bundled font has."""
    composed = unicodedata.normalize("NFC", text)
    printable = _printable(ALL_FONTS)
    return "".join(c if ord(c) in printable or c == "\n" else REPLACEMENT for c in composed)


@cache
def _printable(patterns: tuple[str, ...]) -> frozenset[int]:
    files = [file for pattern in patterns for file in sorted(FONTS.glob(pattern))]
    return frozenset().union(*(_characters_of(file) for file in files))


def _characters_of(file: Path) -> set[int]:
    """Return the code points in the cmap of a TrueType or OpenType font."""
    font = file.read_bytes()
    (count,) = struct.unpack_from(">H", font, 4)
    for entry in range(count):
        tag, _, start, _ = struct.unpack_from(">4sLLL", font, _HEADER + entry * _RECORD)
        if tag == b"cmap":
            return _mapped(font, start)
    return set()


def _mapped(font: bytes, start: int) -> set[int]:
    (tables,) = struct.unpack_from(">H", font, start + 2)
    code_points: set[int] = set()
    for table in range(tables):
        (offset,) = struct.unpack_from(">L", font, start + 4 + table * 8 + 4)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == _SEGMENTS:
            code_points |= _segments(font, start + offset)
        elif form == _GROUPS:
            code_points |= _groups(font, start + offset)
    return code_points


def _segments(font: bytes, start: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + doubled)
    pairs = zip(starts, ends, strict=True)
    return {code for first, last in pairs for code in range(first, last + 1)} - {0xFFFF}


def _groups(font: bytes, start: int) -> set[int]:
    (count,) = struct.unpack_from(">L", font, start + 12)
    groups = struct.iter_unpack(">LLL", font[start + 16 : start + 16 + count * 12])
    return {code for first, last, _ in groups for code in range(first, last + 1)}
