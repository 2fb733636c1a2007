"""Splits the Markdown of a lesson into the sections of its steps: `## Title {#id}`."""

import re
from dataclasses import dataclass
from typing import Final

HEADING: Final = re.compile(r"##\s+(?P<title>.*?)\s*(?:\{#(?P<id>[A-Za-z0-9][A-Za-z0-9_-]*)\}\s*)?")


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `id` is empty if its heading has none, `title` if there is no heading.

    `line` is the line of the heading in the file.
    """

    id: str
    title: str
    markdown: str
    line: int


def split_sections(body: str, first_line: int = 1) -> list[Section]:
    """The sections in order; text before the first heading is a section without a title."""
    sections: list[Section] = []
    rows: list[str] = []
    name, title, line = "", "", first_line
    for number, row in enumerate(body.split("\n"), start=first_line):
        match = HEADING.fullmatch(row)
        if match is None:
            rows.append(row)
            continue
        sections.append(Section(name, title, "\n".join(rows).strip(), line))
        name, title, line, rows = match["id"] or "", match["title"], number, []
    sections.append(Section(name, title, "\n".join(rows).strip(), line))
    return sections if sections[0].markdown else sections[1:]
