"""Renders names as images, for devices whose fonts lack their letters. Portable."""

import json
import unicodedata

from certificates.pdf.design import DEFAULT_TEMPLATE
from certificates.pdf.glyph_coverage import normalise_name, unprintable_characters
from certificates.pdf.rendering import NameNotPrintable, compile_template

NAME_FILE = "name.typ"

_EVERYWHERE = ("LATIN", "COMBINING", "MODIFIER")  # prefixes of Unicode character names


def needs_image(name: str) -> bool:
    """Whether a name has letters that are not Latin, which a device may lack."""
    return any(
        unicodedata.category(character)[0] in "LM"
        and not unicodedata.name(character, "").startswith(_EVERYWHERE)
        for character in name
    )


def name_svg(name: str) -> bytes:
    """Render a name as outlines, without text, scripts or URLs; deterministic.

    Raises NameNotPrintable.
    """
    if missing := unprintable_characters(name):
        raise NameNotPrintable(missing)
    record = json.dumps({"name": normalise_name(name)})
    return compile_template(DEFAULT_TEMPLATE, NAME_FILE, record, format="svg")
