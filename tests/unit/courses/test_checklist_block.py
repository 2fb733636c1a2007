"""The checklist: the note says how much fits, since a browser stops there without a word."""

from tests.bare_host import make_block, view

NOTE = {"label": "Initials", "hint": "Initials only.", "max_length": 60}
CONTENT = {"items": [{"id": "1", "text": "I may stop."}], "is_stored": True}


def test_the_limit_of_the_note_stands_at_its_field():
    page = view(make_block("payung_checklist", CONTENT | {"note": NOTE}))
    hint, field = page.index("At most 60 characters."), page.index('maxlength="60"')
    assert hint < field


def test_the_limit_is_told_in_the_language_of_the_reader():
    page = view(make_block("payung_checklist", CONTENT | {"note": NOTE}, language="id"))
    assert "Paling banyak 60 huruf." in page
