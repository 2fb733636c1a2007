"""Drawings of a course stand inside our pages: shapes and words, and nothing that acts."""

import pytest

from courses.blocks.reading.picture import figure, is_passive

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
    assert not is_passive(f'<svg viewBox="0 0 4 4">{part}</svg>')


def test_handler_on_the_drawing_itself_is_seen():
    assert not is_passive("<svg/onload=x() />")
    assert not is_passive('<svg onload="x()"/>')


def test_shapes_and_words_pass():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" role="img"><title>Satu</title>'
        '<g fill="none"><path d="M0 0"/><circle r="2" fill="url(#a)"/></g><text>dua</text></svg>'
    )
    assert is_passive(drawing)
    assert is_passive("<svg viewBox='0 0 4 4'><circle r='2'/></svg>")


@pytest.mark.parametrize(
    "drawing",
    [
        *(
            "<svg></svg><title>",
            "<svg></svg><svg></svg>",
            "<svg>",
            "<g/>",
            "words",
            "<svg></svg>x<g",
        ),
        *("<svg><title><g/></title></svg>", "<svg><desc><text>x</text></desc></svg>"),
        *('<svg fill="url(https://a.example/x)"/>', "<svg><path fill='URL( //a.example)'/></svg>"),
        *('<svg fill="u\\72l(//a.example)"/>', "<svg cursor=\"image-set('//a.example' 1x)\"/>"),
        "<svg fill='&#117;rl(//a.example)'/>",
    ],
)
def test_what_is_no_single_drawing_or_names_other_files_is_refused(drawing):
    assert not is_passive(drawing)


@pytest.mark.parametrize("role", ["", ' role="img"'])
def test_drawing_has_one_role_and_the_description_as_its_name(role):
    drawing = figure(f"<svg{role} viewBox='0 0 4 4'><circle r='2'/></svg>", "Bulatan")
    assert drawing.count("role=") == 1
    assert 'aria-label="Bulatan"' in drawing
