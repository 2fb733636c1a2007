"""Drawings of a course stand inside our pages: shapes and words, and nothing that acts."""

import pytest

from courses.blocks.picture_block import ACTIVE_CONTENT

ACTIVE = [
    "<script>x()</script>",
    "<SVG:script>x()</SVG:script>",
    '<image href="https://elsewhere.example/seen.png"/>',
    '<use xlink:href="#a"/>',
    '<a href="java&#115;cript:x()"><text>x</text></a>',
    '<set attributeName="onclick" to="x()"/>',
    "<style>body{display:none}</style>",
    "<foreignObject><p>x</p></foreignObject>",
    "<path/onclick=x() d='M0 0'/>",
    '<path d="M0 0"onclick="x()"/>',
    '<path d="M0 0"\nONCLICK = "x()"/>',
    '<path style="position:fixed" d="M0 0"/>',
    "<!ENTITY a 'b'>",
    "<?xml-stylesheet href='x'?>",
]


@pytest.mark.parametrize("part", ACTIVE)
def test_what_acts_or_leads_elsewhere_is_seen(part):
    assert ACTIVE_CONTENT.search(f'<svg viewBox="0 0 4 4">{part}</svg>')


def test_handler_on_the_drawing_itself_is_seen():
    assert ACTIVE_CONTENT.search("<svg/onload=x()>")


def test_shapes_and_words_pass():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" role="img"><title>Satu</title>'
        '<g fill="none"><path d="M0 0"/><circle r="2"/></g><text>dua</text></svg>'
    )
    assert ACTIVE_CONTENT.search(drawing) is None
