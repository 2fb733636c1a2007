"""Course texts in pairs become the texts of one language, wherever they stand in a structure."""

from courses.block_toolkit.texts import select_language

ITEMS = [
    {"id": "a", "text_id": "Satu", "text_en": "One", "fits": ["now", "later"]},
    {"id": "b", "text_id": "Dua", "text_en": "Two", "more": {"label_id": "Lagi", "label_en": "M"}},
]


def test_each_pair_becomes_one_key():
    assert select_language(ITEMS, "id") == [
        {"id": "a", "text": "Satu", "fits": ["now", "later"]},
        {"id": "b", "text": "Dua", "more": {"label": "Lagi"}},
    ]
    assert select_language(ITEMS, "en")[1]["more"] == {"label": "M"}


def test_a_name_that_only_ends_like_a_pair_stays():
    alone = {"item_id": "7", "_id": 1, "n": 2}
    assert select_language(alone, "id") == alone


def test_what_was_given_is_not_changed():
    before = repr(ITEMS)
    select_language(ITEMS, "en")
    assert repr(ITEMS) == before
