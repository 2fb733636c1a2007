"""Draws a name with the shipped fonts, for pages on telephones that lack its letters. Portable."""

import json
import unicodedata

from certificates.pdf.design import USUAL_TEMPLATE
from certificates.pdf.glyph_coverage import plain_name, unprintable_characters
from certificates.pdf.rendering import NameNotPrintable, drawn_by

NAME_FILE = "name.typ"

_EVERYWHERE = ("LATIN", "COMBINING", "MODIFIER")  # as the names of such characters begin


def needs_drawing(name: str) -> bool:
    """Whether it has letters that a telephone may show as boxes: any that are not Latin."""
    return any(
        unicodedata.category(character)[0] in "LM"
        and not unicodedata.name(character, "").startswith(_EVERYWHERE)
        for character in name
    )


def name_svg(name: str) -> bytes:
    """The name as outlines on a ground of paper; no text, no script, no address in it.

    Raises NameNotPrintable. The same name gives the same bytes.
    """
    if missing := unprintable_characters(name):
        raise NameNotPrintable(missing)
    record = json.dumps({"name": plain_name(name)})
    return drawn_by(USUAL_TEMPLATE, NAME_FILE, record, format="svg")
