"""Folds: a summary is a row of boxes, so a text with elements inside stands in one box."""

import re
from pathlib import Path

TEMPLATES = sorted(Path("lms/web").rglob("*.html"))
BARE = re.compile(r"<summary>[^<]*\|\s*(?:keep_whole|whole_words|safe)\b")


def test_summaries_with_unbroken_words_are_one_box():
    assert len(TEMPLATES) > 100
    torn = [str(path) for path in TEMPLATES if BARE.search(path.read_text())]
    assert torn == []
