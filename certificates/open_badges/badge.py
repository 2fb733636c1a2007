"""Renders badges, without the credentials that are baked in later. Portable.

All certificates of the same achievement share one image, so that it names nobody.
"""

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from certificates.pdf.design import DEFAULT_TEMPLATE
from certificates.pdf.rendering import compile_template
from certificates.pdf.wording import LEVELS, PILOT_MARK, SPECIMEN_MARK

BADGE_FILE = "badge.typ"
PNG_SIDE = 512  # pixels
PNG_PPI = 260.096  # 512 pixels over 50 mm; the page is 100 mm wide, drawn at half of that
CACHE_SIZE = 64


_PICTURE = re.compile(
    r'<image transform="([^"]*)" xlink:href="data:image/svg\+xml;base64,([^"]*)"'
    r' width="([^"]*)" height="([^"]*)"[^>]*/>'
)


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What a badge shows. `level` is 0 or 1 (with distinction), `language` id or en."""

    title: str
    level: int
    language: str
    is_pilot: bool = False
    is_specimen: bool = False
    template: str = DEFAULT_TEMPLATE


@lru_cache(CACHE_SIZE)
def badge_svg(facts: BadgeFacts) -> str:
    """Render an SVG with text as outlines, without scripts or URLs."""
    drawn = compile_template(facts.template, BADGE_FILE, _values(facts), format="svg").decode()
    return _PICTURE.sub(_inline_drawing, drawn)


@lru_cache(CACHE_SIZE)
def badge_png(facts: BadgeFacts) -> bytes:
    """Render a PNG, 512 pixels square, with a transparent background."""
    from PIL import Image  # slow to import

    drawn = compile_template(facts.template, BADGE_FILE, _values(facts), format="png", ppi=PNG_PPI)
    with Image.open(BytesIO(drawn)) as large:
        small = large.convert("RGBA").resize((PNG_SIDE, PNG_SIDE), Image.Resampling.LANCZOS)
    file = BytesIO()
    small.quantize(256, method=Image.Quantize.FASTOCTREE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _inline_drawing(image: re.Match[str]) -> str:
    """Inline a nested SVG image, since some sites reject data URLs."""
    transform, encoded, width, height = image.groups()
    inner = b64decode(encoded).decode().strip()
    sized = re.sub(
        r' width="[^"]*" height="[^"]*"', f' width="{width}" height="{height}"', inner, count=1
    )
    return f'<g transform="{transform}">{sized}</g>'


def _values(facts: BadgeFacts) -> str:
    marks = [(facts.is_specimen, SPECIMEN_MARK), (facts.is_pilot, PILOT_MARK)]
    return json.dumps(
        {
            "title": facts.title,
            "level": facts.level,
            "level_name": LEVELS[facts.level][facts.language == "en"],
            "language": facts.language,
            "marks": [mark["title"] for is_set, mark in marks if is_set],
        }
    )
