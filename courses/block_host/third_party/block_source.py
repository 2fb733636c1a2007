"""Reads a block to try from its type or from OLX, and writes it as YAML of a course file."""

from dataclasses import dataclass

import yaml
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockNotInstalled
from courses.block_host.olx import OlxBlock
from courses.block_host.runtime.host import BlockHost
from courses.drafts.queries import DraftBlock


@dataclass(frozen=True, slots=True)
class CourseYaml:
    """An activity of the kind `xblock` for a lesson's YAML."""

    text: str


def parse_block_source(session: Session, host: BlockHost, block_type: str, olx: str) -> OlxBlock:
    """Parse a block from OLX, or create an empty one of the given type if the OLX is empty.

    Raises BlockNotInstalled if the block may not run here or is our own, and OlxRejected for
    invalid OLX.
    """
    if not olx.strip():
        allowed = host.allowed_types(session, {block_type}) if block_type else frozenset()
        is_third_party = host.is_installed(block_type) and not host.is_own(block_type)
        if not is_third_party or block_type not in allowed:
            raise BlockNotInstalled(block=block_type)
        return OlxBlock(block_type, {}, ())
    block = host.read_olx(session, olx)
    if host.is_own(block.block_type):  # our own blocks are not shown in frames
        raise BlockNotInstalled(block=block.block_type)
    return block


def to_course_yaml(block: DraftBlock) -> CourseYaml:
    """The block as the YAML that an author adds to a lesson file."""
    activity = {"kind": "xblock", **_mapping(block)}
    text: str = yaml.safe_dump(activity, allow_unicode=True, sort_keys=False, width=100)
    return CourseYaml(text)


def _mapping(block: DraftBlock) -> dict[str, object]:
    return {
        "block": block.block_type,
        "fields": block.fields,
        "children": [_mapping(child) for child in block.children],
    }
