"""Draws a name with the shipped fonts, for pages on telephones that lack its letters. Portable."""

import json
import unicodedata

from certificates.pdf.design import DEFAULT_TEMPLATE
from certificates.pdf.glyph_coverage import normalise_name, unprintable_characters
from certificates.pdf.rendering import NameNotPrintable, compile_template

NAME_FILE = "name.typ"

_EVERYWHERE = ("LATIN", "COMBINING", "MODIFIER")  # as the names of such characters begin


def needs_image(name: str) -> bool:
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
    record = json.dumps({"name": normalise_name(name)})
    return compile_template(DEFAULT_TEMPLATE, NAME_FILE, record, format="svg")
