"""Third-party blocks in course files: their fields as written, and their child blocks.

The blocks need not be installed, so a course that uses them can be imported without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from courses.block_host.runtime.units import PAGE_TEXTS
from courses.json_types import JsonMapping, JsonObject

PAGE_TEXT_NAMES = ("title_id", "title_en", "instruction_id", "instruction_en")


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block of a page. `parent` is the index of its parent in the list, None at the top."""

    block_type: str
    key: str
    content: JsonObject
    parent: int | None


def placed_blocks(key: str, content: JsonMapping) -> list[PlacedBlock]:
    """The block of an activity, then its descendants, each after its parent."""
    around = {name: content[name] for name in PAGE_TEXT_NAMES if name in content}
    blocks: list[PlacedBlock] = []
    _append_block(blocks, key, content, {PAGE_TEXTS: around}, None)
    return blocks


def _append_block(
    blocks: list[PlacedBlock],
    key: str,
    entry: JsonMapping,
    extra_fields: JsonObject,
    parent: int | None,
) -> None:
    index = len(blocks)
    fields = dict(entry.get("fields") or {}) | extra_fields
    blocks.append(PlacedBlock(entry["block"], key, fields, parent))
    for child_key, child in _children(key, entry):
        _append_block(blocks, child_key, child, {}, index)


def _children(key: str, entry: JsonMapping) -> Iterator[tuple[str, JsonMapping]]:
    for number, child in enumerate(entry.get("children") or (), start=1):
        yield f"{key}.{number}"[-40:], child
