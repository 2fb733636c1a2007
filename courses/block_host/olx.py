"""Converts blocks from OLX and to OLX: their content and settings fields, and their children.

Blocks parse and serialise their own XML. `parse_xml` of blocks written for xblock before 2.0 takes
an id generator as an additional argument.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import signature

from lxml import etree
from xblock.core import XBlock
from xblock.fields import Scope, ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime

from courses.block_host.compatibility.host_attributes import HostAttributes
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.third_party.installed_blocks import is_installed
from lms.kernel.errors import Invalid

EXPORTED_SCOPES = (Scope.content, Scope.settings)
OPTION_NAMESPACE = "http://code.edx.org/xblock/option"
LEGACY_PARAMETER_COUNT = 4  # parameters of `parse_xml` before xblock 2.0


class OlxRejected(Invalid):
    """The text is not OLX of an installed block."""

    code = "olx-rejected"


@dataclass(frozen=True, slots=True)
class OlxBlock:
    """A block in OLX. `fields` holds the JSON values of the fields that are set there."""

    block_type: str
    fields: dict[str, object]
    children: tuple["OlxBlock", ...]


def read_olx(text: str, registry: BlockRegistry) -> OlxBlock:
    """Parse the first installed block in the text.

    Raises OlxRejected for invalid XML or if no installed block is in it. The block's own parser
    may raise any exception.
    """
    root = _parse_xml(text)
    node = next(_installed_nodes(root, registry), None)
    if node is None:
        raise OlxRejected(reason=root.tag)
    runtime = OlxRuntime(registry)
    return runtime.to_olx_block(runtime.parse_node(node, None))


def write_olx(block: OlxBlock, registry: BlockRegistry) -> str:
    """Serialise a block by its own `add_xml_to_node`, which may raise any exception."""
    runtime = OlxRuntime(registry)
    node = etree.Element("unknown", nsmap={"option": OPTION_NAMESPACE})
    runtime.get_block(runtime.add_block(block, None)).add_xml_to_node(node)
    return str(etree.tostring(node, encoding="unicode"))


def block_types(block: OlxBlock) -> frozenset[str]:
    """Types of a block and of all its descendants."""
    return frozenset({block.block_type}).union(*map(block_types, block.children))


def element_names(text: str) -> frozenset[str]:
    """Names of all elements. Raises OlxRejected for invalid XML."""
    return frozenset(node.tag for node in _parse_xml(text).iter() if isinstance(node.tag, str))


def _parse_xml(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError) as error:
        raise OlxRejected(reason=str(error)[:200]) from error


def _installed_nodes(node: etree._Element, registry: BlockRegistry) -> Iterator[etree._Element]:
    """Outermost nodes of installed blocks: workbench scenarios wrap them in elements of its own."""
    if registry.is_own(node.tag) or is_installed(node.tag):
        yield node
        return
    for child in node:
        yield from _installed_nodes(child, registry)


class OlxRuntime(Runtime):  # type: ignore[misc]  # XBlock is untyped
    """In-memory runtime in which blocks parse and serialise XML."""

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
        self._blocks: dict[str, XBlock] = {}  # by usage id

    def load_block_type(self, block_type: str) -> type[XBlock]:
        return self._registry.block_class(block_type)

    def parse_node(self, node: etree._Element, parent: str | None) -> str:
        """Let a block parse its node. Return its usage id."""
        definition = self.id_generator.create_definition(node.tag)
        usage: str = self.id_generator.create_usage(definition)
        keys = ScopeIds(None, node.tag, definition, usage)
        parse = self.mixologist.mix(self.load_block_type(node.tag)).parse_xml
        is_legacy = len(signature(parse).parameters) >= LEGACY_PARAMETER_COUNT
        extra = (self.id_generator,) if is_legacy else ()
        block = parse(node, self, keys, *extra)
        block.parent = parent
        block.save()
        self._blocks[usage] = block
        return usage

    def add_block(self, written: OlxBlock, parent: str | None) -> str:
        """Create a block and its children with these fields. Return its usage id."""
        definition = self.id_generator.create_definition(written.block_type)
        usage: str = self.id_generator.create_usage(definition)
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
            block.children = [self.add_block(child, usage) for child in written.children]
        block.save()
        return usage

    def get_block(self, usage_id: str, for_parent: XBlock | None = None) -> XBlock:
        return self._blocks[usage_id]

    def add_node_as_child(
        self, block: XBlock, node: etree._Element, id_generator: object = None
    ) -> None:
        block.children.append(self.parse_node(node, block.scope_ids.usage_id))

    def to_olx_block(self, usage: str) -> OlxBlock:
        """The set fields of a block and of its children, as JSON values."""
        block = self._blocks[usage]
        written = {
            name: field.to_json(field.read_from(block))
            for name, field in block.fields.items()
            if field.scope in EXPORTED_SCOPES and field.is_set_on(block)
        }
        children = block.children if block.has_children else ()
        return OlxBlock(
            block.scope_ids.block_type,
            written,
            tuple(self.to_olx_block(child) for child in children),
        )

    def handler_url(self, block: XBlock, handler_name: str, *rest: object, **more: object) -> str:
        return ""

    def resource_url(self, resource: str) -> str:
        return ""

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        return ""

    def publish(self, block: XBlock, event_type: str, event_data: object) -> None:
        """Discard events: no learner is involved."""
