"""From a name or from OLX to a block with its fields, and on to the words that place it."""

from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockNotInstalled
from courses.block_host.olx import OlxBlock
from courses.block_host.runtime.host import BlockHost
from courses.drafts.queries import DraftBlock


@dataclass(frozen=True, slots=True)
class CourseYaml:
    """The lines of an activity of the kind `xblock`."""

    text: str


def parse_block_source(session: Session, host: BlockHost, block_type: str, olx: str) -> OlxBlock:
    """Raises BlockNotInstalled where a block may not run, OlxRejected for what is no OLX."""
    if not olx.strip():
        allowed = host.allowed_types(session, {block_type}) if block_type else frozenset()
        if host.is_own(block_type) or not host.is_there(block_type) or block_type not in allowed:
            raise BlockNotInstalled(block=block_type)
        return OlxBlock(block_type, {}, ())
    read = host.read_olx(session, olx)
    if host.is_own(read.block_type):  # ours stand in a lesson, and in no frame of their own
        raise BlockNotInstalled(block=read.block_type)
    return read


def to_course_yaml(block: DraftBlock) -> CourseYaml:
    written = {"kind": "xblock", **_mapping(block)}
    text: str = yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=100)
    return CourseYaml(text)


def _mapping(block: DraftBlock) -> dict[str, Any]:
    return {
        "block": block.block_type,
        "fields": block.fields,
        "children": [_mapping(child) for child in block.children],
    }
