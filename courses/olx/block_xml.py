"""Converts fields of blocks to OLX and back, in the default format of XBlock.

Short texts are attributes, long ones elements, other values JSON. Notes hold what this format
cannot: which fields of an unknown block are JSON, and fields whose names are invalid in XML. The
raw XML of a block that cannot be parsed is stored unchanged.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import yaml
from lxml import etree
from lxml.etree import _Element

from courses.block_host.runtime.units import PAGE_TEXTS
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseUnit, Row
from courses.olx.safe_xml import MAX_BYTES, parse_xml

OPTION: Final = "http://code.edx.org/xblock/option"
RAW_XML: Final = "@olx"  # content field with the raw XML of an unreadable block
URL_NAME: Final = "url_name"
MAX_ATTRIBUTE_LENGTH: Final = 80
MAX_TYPE_LENGTH: Final = 80  # of the column unit.block_type
MAX_YAML: Final = 100_000  # characters; JSON may be longer, since it parses much faster
NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # \u0000 in JSON, which databases reject
UNREADABLE: Final = (  # raised by the parsers of JSON and YAML
    *(yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, OverflowError),
    RecursionError,
)
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
OwnTexts = Callable[[str], Mapping[str, bool] | None]  # block type -> whether each field is a text


def write_block(
    unit: CourseUnit, url_name: str, own_texts: OwnTexts, notes: dict[str, Row]
) -> _Element:
    """The element of a block. Adds to `notes` what OLX cannot express."""
    if RAW_XML in unit.content:
        return _raw_node(unit, url_name)
    node = etree.Element(unit.block_type, {URL_NAME: url_name}, nsmap={"option": OPTION})
    texts = own_texts(unit.block_type)
    as_json, more = [], {}
    for name, value in unit.content.items():
        if not NAME.fullmatch(name) or name == URL_NAME:
            more[name] = value
        elif _write_field(node, name, value, texts):
            as_json.append(name)
    for child in unit.children:
        own = f"{url_name}{child.key.removeprefix(unit.key)}"
        node.append(write_block(child, own, own_texts, notes))
    if as_json or more or texts is None:
        notes[f"{unit.block_type}/{url_name}"] = {"json": as_json, "more": more}
    return node


def _raw_node(unit: CourseUnit, url_name: str) -> _Element:
    """The stored raw XML; only the tag if it cannot be parsed, so that the export succeeds."""
    try:
        node = parse_xml(unit.key, str(unit.content[RAW_XML]).encode())
    except (CourseArchiveRejected, UnicodeEncodeError):
        node = etree.Element(unit.block_type)
    node.set(URL_NAME, url_name)
    return node


def _write_field(
    node: _Element, name: str, value: object, texts: Mapping[str, bool] | None
) -> bool:
    """Add a field to the element. Returns whether a note must mark it as JSON."""
    is_text = True if texts is None else texts.get(name, True)
    is_plain = isinstance(value, str) and not UNFIT.search(value)
    text = value if isinstance(value, str) and is_plain and is_text else _json(value)
    if len(text) > MAX_ATTRIBUTE_LENGTH or "\n" in text:
        etree.SubElement(node, etree.QName(OPTION, name)).text = text
    else:
        node.set(name, text)
    return is_text and not is_plain


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if UNFIT.search(text) else text


def read_block(
    node: _Element,
    key: str,
    own_texts: OwnTexts,
    notes: Mapping[str, Row],
    skipped: Collection[str] = (),
) -> CourseUnit:
    """Parse one of our blocks, or a block with notes. Raises CourseArchiveRejected."""
    if len(node.tag) > MAX_TYPE_LENGTH:
        raise CourseArchiveRejected("wrong-element", node.tag)
    note = notes.get(f"{node.tag}/{node.get(URL_NAME)}", {})
    texts = own_texts(node.tag)
    as_json = set(note.get("json") or ())
    content: Row = {}
    children: list[CourseUnit] = []
    for name, text in _fields(node):
        if name != URL_NAME and name not in skipped:
            is_text = name not in as_json and (texts is None or texts.get(name, True))
            content[name] = text if is_text else _value(node, name, text)
    more = _fields_from_note(node, note.get("more") or {}, content)
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).namespace is None:
            child_key = f"{key}.{len(children) + 1}"[-40:]
            children.append(read_block(child, child_key, own_texts, notes))
    return CourseUnit(key, node.tag, content | more, tuple(children))


def _fields_from_note(node: _Element, more: object, content: Row) -> Row:
    """Fields from a note; rejects those that repeat fields of the XML or of the host."""
    if (
        not isinstance(more, dict)
        or RAW_XML in more
        or more.keys() & content.keys()
        or not _are_texts(more.get(PAGE_TEXTS, {}))
    ):
        raise CourseArchiveRejected("notes-broken", node.get(URL_NAME, node.tag))
    return dict(more)


def _are_texts(around: object) -> bool:
    return isinstance(around, dict) and all(isinstance(text, str) for text in around.values())


def _fields(node: _Element) -> "list[tuple[str, str]]":
    fields = [(str(name), str(text)) for name, text in node.items()]
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).namespace == OPTION:
            fields.append((etree.QName(child).localname, child.text or ""))
    return fields


def _value(node: _Element, name: str, text: str) -> Any:
    """Parse JSON or, from other hosts, YAML. Raises CourseArchiveRejected."""
    location = f"{node.tag} {node.get(URL_NAME, '')}: {name}"
    try:
        value = _json_or_yaml(text)
        written = json.dumps(value, allow_nan=False, ensure_ascii=False)
        written.encode()  # raises for lone surrogates
    except UNREADABLE as error:
        raise CourseArchiveRejected("field-unreadable", location) from error
    if NUL.search(written):
        raise CourseArchiveRejected("field-unreadable", location)
    return value


def _json_or_yaml(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if len(text) > MAX_YAML:
            raise
    return _PlainLoader(text).get_single_data()


class _PlainLoader(yaml.SafeLoader):
    """A YAML loader without aliases, which could expand exponentially."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def raw_block(node: _Element, key: str) -> CourseUnit:
    """Store an unreadable block as raw XML. Raises CourseArchiveRejected if it is too large."""
    node.tail = None
    name = node.attrib.pop(URL_NAME, node.tag)  # an export derives it from the key
    text = etree.tostring(node, encoding="unicode")
    if len(text.encode()) > MAX_BYTES:
        raise CourseArchiveRejected("file-too-large", name)
    return CourseUnit(key, node.tag, {RAW_XML: text})
