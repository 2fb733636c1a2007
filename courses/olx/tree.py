"""Resolves the files of an archive into one tree of elements.

    <vertical url_name="a"/>  refers to the element in  vertical/a.xml

Rejects cycles, and limits size and depth, since a few files that reference each other often make a
huge tree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.olx.block_xml import UNFIT, URL_NAME
from courses.olx.errors import CourseArchiveRejected
from courses.olx.safe_xml import MAX_BYTES, parse_xml
from courses.olx.size_limit import SizeLimit

MAX_ELEMENTS: Final = 100_000
MAX_DEPTH: Final = 200
HTML: Final = "html"
COURSE: Final = "course.xml"


@dataclass(frozen=True, slots=True)
class CourseTree:
    """The course element with all pointers resolved; `used` are the names of its files."""

    root: _Element
    used: frozenset[str]
    files: Mapping[_Element, str]  # the file of each element that is the root of one

    def locate(self, node: _Element) -> str:
        """The file of an element and its line there, as far as known."""
        above: _Element | None = node
        while above is not None and above not in self.files:
            above = above.getparent()
        if above is None:
            return ""
        name = self.files[above]
        return f"{name}:{node.sourceline}" if node.sourceline else name


def course_tree(files: Mapping[str, bytes]) -> CourseTree:
    """Resolve all pointers from course.xml on. Raises CourseArchiveRejected."""
    tree = _Tree(files)
    root = tree.resolve(parse_xml(COURSE, files[COURSE]), ())
    return CourseTree(root, frozenset(tree.used), {root: COURSE} | tree.located)


class _Tree:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._count = 0
        self._size_limit = SizeLimit()
        self.used = {COURSE}
        self.located: dict[_Element, str] = {}

    def resolve(self, node: _Element, above: tuple[str, ...]) -> _Element:
        """The node with pointers resolved; `above` are the files that lead here."""
        name = self._file_of(node)
        if name is not None:
            if name in above:
                raise CourseArchiveRejected("cycle", " → ".join((*above, name)))
            node, above = self._read_pointed_file(node, name), (*above, name)
        self._count += 1
        if self._count > MAX_ELEMENTS or len(above) > MAX_DEPTH:
            raise CourseArchiveRejected("tree-too-large")
        if node.tag == HTML:
            self._fill_html(node)
        made = etree.Element(node.tag, dict(node.attrib), nsmap=node.nsmap)
        made.text, made.tail, made.sourceline = node.text, node.tail, node.sourceline
        if name is not None:
            self.located[made] = name
        for child in node:
            is_block = isinstance(child.tag, str)
            if is_block:
                made.append(self.resolve(child, (*above, "") if name is None else above))
        return made

    def _file_of(self, node: _Element) -> str | None:
        """The file that a pointer element references; None if it is no pointer."""
        url_name = node.get(URL_NAME)
        attributes = set(node.attrib) - {URL_NAME}
        is_course = node.tag == "course" and attributes <= {"org", "course", "slug"}
        if (
            url_name is None
            or len(node)
            or (node.text or "").strip()
            or (attributes and not is_course)
        ):
            return None
        name = f"{node.tag}/{url_name.replace(':', '/')}.xml"
        if name not in self._files:
            if node.tag in ("course", "chapter", "sequential", "vertical"):
                raise CourseArchiveRejected("file-missing", name)
            return None  # a block without fields
        return name

    def _read_pointed_file(self, pointer: _Element, name: str) -> _Element:
        self.used.add(name)
        node = parse_xml(name, self._size_limit.check(name, self._files[name], MAX_BYTES))
        if node.tag != pointer.tag:
            raise CourseArchiveRejected("wrong-element", f"{name}: {node.tag}")
        for attribute, value in pointer.attrib.items():
            if attribute not in node.attrib:
                node.set(attribute, value)
        return node

    def _fill_html(self, node: _Element) -> None:
        """Insert the content of an HTML file, which is named without its suffix."""
        filename = node.get("filename")
        if filename is None:
            return
        name = f"{HTML}/{filename.replace(':', '/')}.html"
        if name not in self._files:
            raise CourseArchiveRejected("file-missing", name)
        self.used.add(name)
        content = self._size_limit.check(name, self._files[name], MAX_BYTES)
        node.text = UNFIT.sub("", content.decode("utf-8", errors="replace"))
        del node.attrib["filename"]
