"""Reads blocks from OLX, and writes them: what each says in its fields, and what stands inside it.

Blocks read and write their own XML; they read it in either of two ways: those for xblock before 2.0
are handed a generator of ids beside the keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import signature
from typing import Any

from lxml import etree
from xblock.fields import Scope, ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime

from courses.block_host.compatibility.host_attributes import HostAttributes
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.third_party.installed_blocks import is_installed
from lms.kernel.errors import Invalid

EXPORTED_SCOPES = (Scope.content, Scope.settings)
OPTION_NAMESPACE = "http://code.edx.org/xblock/option"
LEGACY_PARAMETER_COUNT = 4  # arguments of `parse_xml` where ids are made by the block


class OlxRejected(Invalid):
    code = "olx-rejected"


@dataclass(frozen=True, slots=True)
class OlxBlock:
    """A block as OLX has it; `fields` are as JSON, only those that are written there."""

    block_type: str
    fields: dict[str, Any]
    children: tuple["OlxBlock", ...]


def read_olx(text: str, registry: BlockRegistry) -> OlxBlock:
    """Raises OlxRejected for what is no XML or names no block; a block may raise anything."""
    root = _parsed(text)
    node = next(_known(root, registry), None)
    if node is None:
        raise OlxRejected(reason=root.tag)
    runtime = OlxRuntime(registry)
    return runtime.read(runtime.usage_of(node, None))


def write_olx(block: OlxBlock, registry: BlockRegistry) -> str:
    """What a block writes of itself; it may raise anything, and leave out whatever it wants."""
    runtime = OlxRuntime(registry)
    node = etree.Element("unknown", nsmap={"option": OPTION_NAMESPACE})
    runtime.get_block(runtime.placed(block, None)).add_xml_to_node(node)
    return str(etree.tostring(node, encoding="unicode"))


def block_types(block: OlxBlock) -> frozenset[str]:
    return frozenset({block.block_type}).union(*map(block_types, block.children))


def element_names(text: str) -> frozenset[str]:
    """The names of all elements. Raises OlxRejected for what is no XML."""
    return frozenset(node.tag for node in _parsed(text).iter() if isinstance(node.tag, str))


def _parsed(text: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError) as error:
        raise OlxRejected(reason=str(error)[:200]) from error


def _known(node: Any, registry: BlockRegistry) -> Iterator[Any]:
    """The outermost blocks that are there: scenarios of the workbench wrap them in its own."""
    if registry.is_own(node.tag) or is_installed(node.tag):
        yield node
        return
    for child in node:
        yield from _known(child, registry)


class OlxRuntime(Runtime):  # type: ignore[misc]  # XBlock is untyped
    """Keeps in memory what blocks read from XML."""

    def __init__(self, registry: BlockRegistry) -> None:
        ids = MemoryIdManager()
        fields = KvsFieldData(DictKeyValueStore())
        super().__init__(
            id_reader=ids,
            id_generator=ids,
            mixins=(HostAttributes,),
            services={"field-data": fields},
        )
        self._registry = registry
        self._deprecated_per_instance_user_id = "nobody"
        self._blocks: dict[Any, Any] = {}

    def load_block_type(self, block_type: str) -> Any:
        return self._registry.block_class(block_type)

    def usage_of(self, node: Any, parent: Any) -> Any:
        definition = self.id_generator.create_definition(node.tag)
        usage = self.id_generator.create_usage(definition)
        keys = ScopeIds(None, node.tag, definition, usage)
        parse = self.mixologist.mix(self.load_block_type(node.tag)).parse_xml
        is_older = len(signature(parse).parameters) >= LEGACY_PARAMETER_COUNT
        given = (node, self, keys, self.id_generator) if is_older else (node, self, keys)
        block = parse(*given)
        block.parent = parent
        block.save()
        self._blocks[usage] = block
        return usage

    def placed(self, written: OlxBlock, parent: Any) -> Any:
        """The usage of a block with these fields, and with those inside it."""
        definition = self.id_generator.create_definition(written.block_type)
        usage = self.id_generator.create_usage(definition)
        keys = ScopeIds(None, written.block_type, definition, usage)
        block_class = self.mixologist.mix(self.load_block_type(written.block_type))
        block = self.construct_xblock_from_class(block_class, keys)
        for name, value in written.fields.items():
            field = block.fields.get(name)
            if field is not None and field.scope in EXPORTED_SCOPES:
                setattr(block, name, field.from_json(value))
        block.parent = parent
        self._blocks[usage] = block
        if written.children:
            block.children = [self.placed(child, usage) for child in written.children]
        block.save()
        return usage

    def get_block(self, usage_id: Any, for_parent: Any = None) -> Any:
        return self._blocks[usage_id]

    def add_node_as_child(self, block: Any, node: Any, id_generator: Any = None) -> None:
        block.children.append(self.usage_of(node, block.scope_ids.usage_id))

    def read(self, usage: Any) -> OlxBlock:
        block = self._blocks[usage]
        written = {
            name: field.to_json(field.read_from(block))
            for name, field in block.fields.items()
            if field.scope in EXPORTED_SCOPES and field.is_set_on(block)
        }
        children = block.children if block.has_children else ()
        return OlxBlock(
            block.scope_ids.block_type, written, tuple(self.read(child) for child in children)
        )

    def handler_url(self, block: Any, handler_name: str, *rest: Any, **more: Any) -> str:
        return ""

    def resource_url(self, resource: str) -> str:
        return ""

    def local_resource_url(self, block: Any, uri: str) -> str:
        return ""

    def publish(self, block: Any, event_type: str, event_data: Any) -> None:
        """Nobody learns here."""
