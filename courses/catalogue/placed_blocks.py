"""Blocks by others, as a course places them: their fields as written, and blocks inside them.

Nothing of a block is imported for it, so a course can be taken in and kept without the block.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from courses.block_host.runtime.units import PAGE_TEXTS

PAGE_TEXT_NAMES = ("title_id", "title_en", "instruction_id", "instruction_en")


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """`parent` is the place in the list of the block that this one stands in."""

    block_type: str
    key: str
    content: dict[str, Any]
    parent: int | None


def placed_blocks(key: str, content: Mapping[str, Any]) -> list[PlacedBlock]:
    """The block of an activity, then those inside it, each after what it stands in."""
    around = {name: content[name] for name in PAGE_TEXT_NAMES if name in content}
    blocks: list[PlacedBlock] = []
    _append_block(blocks, key, content, {PAGE_TEXTS: around}, None)
    return blocks


def _append_block(
    blocks: list[PlacedBlock],
    key: str,
    entry: Mapping[str, Any],
    extra_fields: dict[str, Any],
    parent: int | None,
) -> None:
    index = len(blocks)
    fields = dict(entry.get("fields") or {}) | extra_fields
    blocks.append(PlacedBlock(entry["block"], key, fields, parent))
    for child_key, child in _children(key, entry):
        _append_block(blocks, child_key, child, {}, index)


def _children(key: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, child in enumerate(entry.get("children") or (), start=1):
        yield f"{key}.{number}"[-40:], child
