"""Parses YAML, and Markdown with YAML front matter, with the line of each value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from courses.course_files.problems import Problem, problem

KeyPath = tuple[str | int, ...]  # keys and list indexes from the root
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times faster
FENCE = "---"


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file; `body` is the Markdown after the front matter, from `body_line` on."""

    file: str
    value: Any = None
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: tuple[Problem, ...] = ()

    def line(self, *path: str | int) -> int:
        """The line of a value, or of its nearest known ancestor; counts from 1."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def read_document(folder: Path, file: str) -> Document:
    """Parse a file. Syntax errors become problems of the document and are not raised."""
    try:
        text = (folder / file).read_text(encoding="utf-8-sig")  # some editors add a byte order mark
    except UnicodeDecodeError:
        return Document(file, problems=(problem(file, 1, "file-not-readable"),))
    return markdown_document(file, text) if file.endswith(".md") else yaml_document(file, text)


def yaml_document(file: str, text: str, *, first_line: int = 1) -> Document:
    """Parse YAML. Syntax errors and duplicate keys become problems of the document."""
    problems: list[Problem] = []
    lines: dict[KeyPath, int] = {}
    value = None
    try:
        node = yaml.compose(text, Loader=_Loader)
        value = _Builder(file, first_line, lines, problems).build(node, ()) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        problems.append(problem(file, line, "yaml-malformed", reason=error.problem or "?"))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(problem(file, first_line, "yaml-malformed", reason=str(error)))
    return Document(file, value, lines, problems=tuple(problems))


def markdown_document(file: str, text: str) -> Document:
    """Parse Markdown with YAML front matter."""
    rows = text.split("\n")
    if rows[0].rstrip() != FENCE:
        return Document(file, problems=(problem(file, 1, "front-matter-missing"),))
    ends = (number for number, row in enumerate(rows[1:], start=1) if row.rstrip() == FENCE)
    end = next(ends, None)
    if end is None:
        return Document(file, problems=(problem(file, 1, "front-matter-open"),))
    front = yaml_document(file, "\n".join(rows[1:end]), first_line=2)
    body = "\n".join(rows[end + 1 :])
    start = end + 2 + (len(body) - len(body.lstrip("\n")))
    body = body.strip()
    missing = () if body else (problem(file, end + 1, "text-missing"),)
    return Document(file, front.value, front.lines, body, start, front.problems + missing)


class _Builder:
    """Builds plain data from YAML nodes and records the line of each value."""

    def __init__(
        self, file: str, first_line: int, lines: dict[KeyPath, int], problems: list[Problem]
    ) -> None:
        self._file = file
        self._first_line = first_line
        self._lines = lines
        self._found = problems
        self._scalars = SafeConstructor()
        self._built: set[int] = set()

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        self._lines.setdefault(path, self._line(node))
        if isinstance(node, yaml.CollectionNode):
            if id(node) in self._built:
                raise ConstructorError(None, None, "aliases are not used here", node.start_mark)
            self._built.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(part, (*path, index)) for index, part in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise ConstructorError(None, None, "a key is no single word", key_node.start_mark)
            key = self._scalar(key_node)
            if key in mapping:
                line = self._line(key_node)
                self._found.append(problem(self._file, line, "duplicate-key", key=key))
                continue
            self._lines[(*path, key)] = self._line(key_node)
            mapping[key] = self.build(value_node, (*path, key))
        return mapping

    def _scalar(self, node: yaml.Node) -> Any:
        """A scalar; dates stay texts, so that the data is valid JSON."""
        value = self._scalars.construct_object(node, deep=True)
        return value.isoformat() if isinstance(value, date) else value

    def _line(self, node: yaml.Node) -> int:
        return self._first_line + node.start_mark.line
