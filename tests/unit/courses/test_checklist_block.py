"""The checklist: the note says how much fits, since a browser stops there without a word."""

from tests.bare_host import make_block, post, view

NOTE = {"label": "Initials", "hint": "Initials only.", "max_length": 60}
CONTENT = {"items": [{"id": "1", "text": "I may stop."}], "is_stored": True}


def test_the_limit_of_the_note_stands_at_its_field():
    page = view(make_block("payung_checklist", CONTENT | {"note": NOTE}))
    hint, field = page.index("At most 60 characters."), page.index('maxlength="60"')
    assert hint < field


def test_the_limit_is_told_in_the_language_of_the_reader():
    page = view(make_block("payung_checklist", CONTENT | {"note": NOTE}, language="id"))
    assert "Paling banyak 60 huruf." in page


def test_a_page_says_that_it_has_replaced_a_long_number():
    block = make_block("payung_checklist", CONTENT | {"note": NOTE})
    post(block, "keep", note="M.R., 3171 2345 6789 0123")
    assert "3171 2345" not in view(block)
    assert "Numbers of 16 digits are replaced by asterisks" in view(block)
    post(block, "keep", note="M.R.")
    assert "asterisks" not in view(block)


def test_a_reflection_says_that_it_has_replaced_a_long_number():
    prompts = [{"id": "1", "label": "What will you change?", "max_length": 300}]
    block = make_block("payung_reflection", {"prompts": prompts}, language="id")
    post(block, "write", **{"prompt-1": "Nomor 3171234567890123."})
    assert "Nomor 16 angka diganti bintang" in view(block)
    post(block, "write", **{"prompt-1": "Saya mendengar dulu."})
    assert "bintang" not in view(block)


def test_an_empty_list_is_not_called_saved():
    items = [{"id": name, "text": f"Item {name}"} for name in "abc"]
    block = make_block("payung_checklist", {"items": items, "note": NOTE, "is_stored": True})
    post(block, "keep")
    assert "saved" not in view(block)
    assert "Your list is still empty." in view(block)
    post(block, "keep", note="M.R.")
    assert "Your note is saved. The list is still empty." in view(block)
    post(block, "keep", **{"item-a": "yes", "item-c": "yes"})
    assert "Your list is saved: 2 of 3 filled in." in view(block)


def test_an_empty_reflection_is_not_called_saved():
    prompts = [{"id": name, "label": f"Prompt {name}"} for name in "ab"]
    block = make_block("payung_reflection", {"prompts": prompts}, language="id")
    post(block, "write")
    assert "Tersimpan" not in view(block)
    assert "Belum ada yang ditulis." in view(block)
    post(block, "write", **{"prompt-b": "Saya mendengar dulu."})
    assert "Tersimpan: 1 dari 2 jawaban." in view(block)
    post(block, "write", **{"prompt-a": "Tenang.", "prompt-b": "Saya mendengar dulu."})
    assert "Tersimpan. Anda dapat mengubahnya kapan saja." in view(block)
