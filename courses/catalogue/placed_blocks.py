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
    _place(blocks, key, content, {PAGE_TEXTS: around}, None)
    return blocks


def _place(
    blocks: list[PlacedBlock],
    key: str,
    given: Mapping[str, Any],
    more: dict[str, Any],
    parent: int | None,
) -> None:
    own_place = len(blocks)
    fields = dict(given.get("fields") or {}) | more
    blocks.append(PlacedBlock(given["block"], key, fields, parent))
    for child_key, child in _children(key, given):
        _place(blocks, child_key, child, {}, own_place)


def _children(key: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, child in enumerate(given.get("children") or (), start=1):
        yield f"{key}.{number}"[-40:], child
