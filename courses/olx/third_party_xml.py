"""XML that third-party blocks have written themselves, with notes on their fields.

Such XML may omit fields. So a note keeps the fields with a fingerprint of the XML; on import the
note is used only if the XML is unchanged.
"""

from copy import deepcopy
from hashlib import sha256
from typing import Any, Final

from lxml import etree
from lxml.etree import _Element

from courses.block_host.runtime.units import PAGE_TEXTS
from courses.json_types import JsonMapping
from courses.olx.block_xml import MAX_TYPE_LENGTH, RAW_XML, URL_NAME
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseUnit, Row
from courses.olx.safe_xml import parse_xml

FINGERPRINT: Final = "own"
TREE: Final = "tree"
MAX_DEPTH: Final = 50
PARTS: Final = {"type": str, "key": str, "content": dict, "children": list}


def third_party_node(
    unit: CourseUnit, url_name: str, text: str, notes: dict[str, Row]
) -> _Element | None:
    """Parse the XML of a block and add a note; None if the XML is broken or of another type."""
    try:
        node = parse_xml(unit.key, text.encode())
    except (CourseArchiveRejected, UnicodeEncodeError):
        return None
    if node.tag != unit.block_type:
        return None
    node.set(URL_NAME, url_name)
    notes[f"{unit.block_type}/{url_name}"] = note_of(unit, node)
    return node


def note_of(unit: CourseUnit, node: _Element) -> Row:
    """The note that keeps the fields of a block as long as its XML is that of the element."""
    tree = _tree(unit, len(unit.key))
    return {"json": [], "more": {}, FINGERPRINT: fingerprint(node), TREE: tree}


def fingerprint(node: _Element) -> str:
    """SHA-256 (hex) of the canonical XML of an element, without its `url_name`."""
    bare = deepcopy(node)
    bare.tail = None
    bare.attrib.pop(URL_NAME, None)
    return sha256(etree.tostring(bare, method="c14n")).hexdigest()


def unit_from_note(
    node: _Element, key: str, note: JsonMapping, block_type: str
) -> CourseUnit | None:
    """The block from a note; None if its XML was changed. Raises CourseArchiveRejected."""
    tree = note.get(TREE)
    unit = _unit(tree, key, MAX_DEPTH)
    if unit is None or unit.block_type != block_type:
        raise CourseArchiveRejected("notes-broken", node.get(URL_NAME, node.tag))
    return unit if fingerprint(node) == note[FINGERPRINT] else None


def texts_from_note(note: JsonMapping) -> Row:
    """Title and instruction around a block, from a valid note."""
    return dict(note[TREE]["content"].get(PAGE_TEXTS, {}))


def _tree(unit: CourseUnit, start: int) -> Row:
    return {
        "type": unit.block_type,
        "key": unit.key[start:],
        "content": unit.content,
        "children": [_tree(child, start) for child in unit.children],
    }


def _unit(tree: Any, key: str, depth: int) -> CourseUnit | None:
    """A block from a note; None if the note is malformed."""
    is_whole = isinstance(tree, dict) and all(isinstance(tree.get(p), k) for p, k in PARTS.items())
    if not is_whole or not depth or not 0 < len(tree["type"]) <= MAX_TYPE_LENGTH:
        return None
    around = tree["content"].get(PAGE_TEXTS, {})
    are_texts = isinstance(around, dict) and all(isinstance(text, str) for text in around.values())
    if RAW_XML in tree["content"] or not are_texts:
        return None
    children = [_unit(child, key, depth - 1) for child in tree["children"]]
    if None in children:
        return None
    inside = tuple(child for child in children if child is not None)
    return CourseUnit(f"{key}{tree['key']}"[-40:], tree["type"], tree["content"], inside)
