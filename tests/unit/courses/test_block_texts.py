"""What blocks say exists in Indonesian, with the same parameters; nothing is left over."""

import ast
import re
from pathlib import Path

import courses
from courses.block_toolkit.texts import catalogue, select_language, translate

ROOT = Path(courses.__file__).parent
FOLDERS = (ROOT / "blocks", ROOT / "block_toolkit")
PARAMETER = re.compile(r"\{(\w+)\}")
POSITIONS = {"translate": 0, "translate_html": 0, "Problem": 1, "Part": 1, "_in_both": 1}
LABEL_TABLES = (
    "NAMES",
    "LABELS",
    "LEVELS",
    "FIELD_LABELS",
    "EMPTY_FIELD_TEXTS",
    "STATES",
    "OUTCOME_LABELS",
)


def sentences():
    found = set()
    for path in (path for folder in FOLDERS for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            found |= set(said(node)) | set(in_tables(node))
    return found


def said(node):
    """Sentences given to `translate`, `Problem` or a part of a row, or held in a constant."""
    if isinstance(node, ast.Call):
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        position = POSITIONS.get(name)
        if position is not None and len(node.args) > position:
            for part in ast.walk(node.args[position]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
        text = node.value.value
        if isinstance(text, str) and re.fullmatch(r"[A-Z][^<\[{*&]* [^<\[*&]*\.", text):
            yield text


def in_tables(node):
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in LABEL_TABLES:
        for value in node.value.values:
            last = value.elts[-1] if isinstance(value, ast.Tuple) else value
            yield last.value


def used():
    return {text for text in sentences() if text and text not in ("notes", "field")}


def test_every_sentence_is_translated():
    assert used() - set(catalogue("id")) == set()


def test_no_translation_is_left_over():
    assert set(catalogue("id")) - used() == set()


def test_parameters_are_the_same():
    for english, indonesian in catalogue("id").items():
        assert set(PARAMETER.findall(english)) == set(PARAMETER.findall(indonesian))


def test_words_are_calm():
    assert not [
        text for text in catalogue("id").values() if re.search(r"\b(gagal|salah(?! satu))\b", text)
    ]


def test_an_unknown_language_is_answered_in_english():
    assert translate("xx", "Try again") == "Try again"
    assert translate("id", "Try again") == "Coba lagi"


def test_pairs_become_one_text():
    value = {"label_id": "Satu", "label_en": "One", "parts": [{"text_id": "a", "text_en": "b"}]}
    assert select_language(value, "en") == {"label": "One", "parts": [{"text": "b"}]}
    assert select_language({"item_id": "P1"}, "en") == {"item_id": "P1"}
