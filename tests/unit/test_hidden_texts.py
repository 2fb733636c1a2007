"""Tests that a figure or name is hidden do not fail, or pass, by chance.

An id of a row or a token of a form holds any short number or name now and then: a test that
looks for one in the source of a page reads `tests.visible_text` instead.
"""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
SHORT = re.compile(r"[0-9a-f-]{1,6}|[\w-]{1,4}")  # of an id; of a token in base64
PAGES = re.compile(r"\b(page|html|body|text)\b(?!\()")


def short_texts_sought_in_pages(source):
    """Lines that say `"650" not in page`, where the page is HTML as it was sent."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left=ast.Constant(value=str(sought)), ops=[ast.NotIn()]):
                container = ast.unparse(node.comparators[0])
                if (
                    SHORT.fullmatch(sought)
                    and PAGES.search(container)
                    and "visible_text" not in container
                ):
                    yield node.lineno


def test_no_test_seeks_a_short_text_in_the_source_of_a_page():
    sought = {
        str(path.relative_to(TESTS)): lines
        for path in TESTS.rglob("*.py")
        if (lines := list(short_texts_sought_in_pages(path.read_text())))
    }
    assert not sought


@pytest.mark.parametrize(
    ("line", "is_chance"),
    [
        ('assert "650" not in page', True),
        ('assert "Ani" not in client.get(address).text', True),
        ('assert "650" not in visible_text(page)', False),
        ('assert "SMP Lain" not in page', False),
        ('assert "20" not in points', False),
    ],
)
def test_the_search_knows_them(line, is_chance):
    assert bool(list(short_texts_sought_in_pages(line))) is is_chance
