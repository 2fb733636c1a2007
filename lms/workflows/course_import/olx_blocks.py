"""Blocks in OLX archives: reads and writes third-party blocks, checks our own."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from courses.block_host.runtime.units import PAGE_TEXTS
from courses.block_host.third_party.installed_blocks import is_installed
from courses.json_types import JsonObject
from courses.olx.block_xml import RAW_XML
from courses.olx.model import CourseUnit
from lms.kernel.errors import LmsError
from lms.workflows.blocks.block_services import BLOCKS

if TYPE_CHECKING:
    from courses.block_host.olx import OlxBlock
    from courses.block_host.runtime.host import BlockHost


def reading_host(allowed: tuple[str, ...]) -> "BlockHost":
    """A block host for commands, which reads blocks and never renders them."""
    from courses.block_host.runtime.host import BlockHost
    from courses.block_host.runtime.registry import BlockRegistry
    from courses.block_host.runtime.tokens import HandlerTokens

    return BlockHost(BlockRegistry(BLOCKS, allowed), HandlerTokens(b"reads only"))


def own_texts(block_type: str) -> Mapping[str, bool] | None:
    """Whether each field of one of our blocks is a text; None for third-party blocks."""
    if block_type not in BLOCKS:
        return None
    from xblock.fields import String

    fields: JsonObject = _own_class(block_type).fields
    return {name: isinstance(field, String) for name, field in fields.items()}


def _own_class(block_type: str) -> Any:
    module, _, name = BLOCKS[block_type].partition(":")
    return getattr(import_module(module), name)


def render_error(unit: CourseUnit) -> str:
    """The error that rendering one of our blocks raises; empty if none, or for others."""
    from courses.olx.render_check import find_render_error

    return find_render_error(unit, _own_class(unit.block_type)) if unit.block_type in BLOCKS else ""


def read_third_party(
    session: Session, host: "BlockHost", block_type: str, xml: str
) -> "OlxBlock | None":
    """The block as it parses its XML; None if it may not run here or fails."""
    if not is_installed(block_type) or block_type not in host.allowed_types(session, {block_type}):
        return None
    try:
        return host.read_olx(session, xml)
    except LmsError:
        return None


def third_party_xml(session: Session, host: "BlockHost | None", unit: CourseUnit) -> str | None:
    """The XML that a third-party block writes, if parsing it gives the same fields."""
    if host is None or unit.block_type in BLOCKS or RAW_XML in unit.content:
        return None
    block = _to_olx_block(unit)
    try:
        written = host.write_olx(session, block)
        return written if _reads_back(host.read_olx(session, written), block) else None
    except LmsError:
        return None


def _to_olx_block(unit: CourseUnit) -> "OlxBlock":
    from courses.block_host.olx import OlxBlock

    fields = {name: value for name, value in unit.content.items() if name != PAGE_TEXTS}
    return OlxBlock(unit.block_type, fields, tuple(map(_to_olx_block, unit.children)))


def _reads_back(read: "OlxBlock", expected: "OlxBlock") -> bool:
    """Whether `read` has the expected fields; it may have defaults in addition."""
    return (
        read.block_type == expected.block_type
        and all(read.fields.get(name) == value for name, value in expected.fields.items())
        and len(read.children) == len(expected.children)
        and all(map(_reads_back, read.children, expected.children))
    )
