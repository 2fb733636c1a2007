"""Texts that are the same in both languages go out as `html`, which every host shows.

A note keeps the Markdown with a fingerprint of the HTML; an import uses it if that is unchanged.
"""

from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.block_toolkit.markdown import render_markdown
from courses.olx.block_xml import UNFIT, URL_NAME
from courses.olx.model import CourseUnit, Row
from courses.olx.third_party_xml import note_of

HTML: Final = "html"
TEXT: Final = "payung_text"
FIELDS: Final = {"markdown_id", "markdown_en"}


def is_plain_html(unit: CourseUnit) -> bool:
    """Whether a unit is a text that says the same in both languages, and nothing else."""
    content = unit.content
    return (
        unit.block_type == TEXT
        and content.keys() == FIELDS
        and content["markdown_id"] == content["markdown_en"]
        and not UNFIT.search(str(content["markdown_id"]))
    )


def html_files(unit: CourseUnit, url_name: str, notes: dict[str, Row]) -> dict[str, bytes]:
    """The XML and HTML files of a text; adds a note with its Markdown."""
    page = render_markdown(str(unit.content["markdown_id"]), has_formulas=False).strip()
    node: _Element = etree.Element(HTML, display_name="Text")
    node.text = page
    notes[f"{HTML}/{url_name}"] = note_of(unit, node)
    node.text = None
    node.set("filename", url_name)
    node.set(URL_NAME, url_name)
    return {
        f"{HTML}/{url_name}.xml": bytes(etree.tostring(node, encoding="utf-8")),
        f"{HTML}/{url_name}.html": page.encode(),
    }
