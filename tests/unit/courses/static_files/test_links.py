"""References become addresses wherever a block writes them, and nothing else is touched."""

import pytest

from courses.static_files.links import NO_LINKS, StaticLinks, missing_files

NAMES = ("a.png", "a b.png", "deep/c.svg", "x(1).pdf", "a.png.txt", "q&a.png", "é.png")
LINKS = StaticLinks("/f/T/", NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<img src="/static/a.png">', '<img src="/f/T/a.png">'),
        ("<img src='/static/a%20b.png'>", "<img src='/f/T/a%20b.png'>"),
        ('<img src="/static/a b.png">', '<img src="/f/T/a%20b.png">'),
        ("url(/static/deep/c.svg)", "url(/f/T/deep/c.svg)"),
        ("url(&quot;/static/a.png&quot;)", "url(&quot;/f/T/a.png&quot;)"),
        ('{"u": "/static/x(1).pdf"}', '{"u": "/f/T/x%281%29.pdf"}'),
        ("/static/a.png.txt", "/f/T/a.png.txt"),
        ("See /static/a.png.", "See /f/T/a.png."),
        ("/static/a.png, /static/deep/c.svg", "/f/T/a.png, /f/T/deep/c.svg"),
        ("/static/a.png?v=1#x", "/f/T/a.png?v=1#x"),
        ('"/static/q&amp;a.png"', '"/f/T/q%26a.png"'),
        ('"/static/%C3%A9.png"', '"/f/T/%C3%A9.png"'),
        ('"/static/other.png"', '"/static/other.png"'),
        ('"/static/../a.png"', '"/static/../a.png"'),
        ("https://x.id/static/a.png", "https://x.id/static/a.png"),
        ("//static/a.png", "//static/a.png"),
        ("/static//static/a.png", "/static//static/a.png"),
        ("no reference", "no reference"),
    ],
)
def test_references_become_addresses(text, expected):
    assert LINKS.replaced(text) == expected
    assert NO_LINKS.replaced(text) == text


def test_long_texts_full_of_references_take_no_time():
    text = "/static/" + "( " * 200
    assert LINKS.replaced(text * 2_000) == text * 2_000


def test_files_that_are_not_there_are_named_once_for_each_place():
    text = '<img src="/static/gone.png"> /static/a.png, (/static/far.js)'
    assert list(missing_files(text, NAMES)) == ["gone.png", "far.js"]
