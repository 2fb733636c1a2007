"""The runtime that blocks see: fields, services, URLs and events of one page and one visitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from markupsafe import escape
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.exceptions import NoSuchUsage
from xblock.fields import ScopeIds
from xblock.runtime import IdReader, Runtime

from courses.block_host.field_data import HostFieldData
from courses.block_host.registry import BlockRegistry
from courses.block_host.state import PageState
from courses.block_host.tokens import HandlerGrant, HandlerTokens
from courses.block_host.units import UnitPage, UnitRecord
from courses.block_host.usage_ids import BlockId
from courses.block_host.visitor import Visitor


class BlockUrls(Protocol):
    """Where the door answers; it alone knows its routes."""

    def handler(self, token: str, handler: str, suffix: str) -> str: ...

    def resource(self, block_type: str, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Event:
    """What a block has published, such as a grade."""

    unit: UnitRecord
    kind: str
    data: Mapping[str, Any]


class UnitIdReader(IdReader):  # type: ignore[misc]  # XBlock is untyped
    """A usage knows its definition and type itself; asides are not offered."""

    def __init__(self, page: UnitPage) -> None:
        self._page = page

    def get_definition_id(self, usage_id: BlockId) -> BlockId:
        unit = self._page.units.get(usage_id.unit_id)
        if unit is None:
            raise NoSuchUsage(str(usage_id))
        return unit.definition_id

    def get_block_type(self, def_id: BlockId) -> str:
        return def_id.block_type

    def get_usage_id_from_aside(self, aside_id: Any) -> Any:
        raise NoSuchUsage(str(aside_id))

    def get_definition_id_from_aside(self, aside_id: Any) -> Any:
        raise NoSuchUsage(str(aside_id))

    def get_aside_type_from_usage(self, aside_id: Any) -> Any:
        raise NoSuchUsage(str(aside_id))

    def get_aside_type_from_definition(self, aside_id: Any) -> Any:
        raise NoSuchUsage(str(aside_id))


class BlockRuntime(Runtime):  # type: ignore[misc]  # XBlock is untyped
    """One page of blocks for one visitor. Changes stay in `state` until the caller stores them."""

    def __init__(
        self,
        page: UnitPage,
        visitor: Visitor,
        *,
        registry: BlockRegistry,
        services: Mapping[str, Any],
        urls: BlockUrls,
        tokens: HandlerTokens,
    ) -> None:
        self.state = PageState(page, visitor)
        super().__init__(
            id_reader=UnitIdReader(page),
            id_generator=None,
            services={**services, "field-data": HostFieldData(page, self.state)},
        )
        self.page = page
        self.visitor = visitor
        self._registry = registry
        self._urls = urls
        self._tokens = tokens
        self._deprecated_per_instance_user_id = visitor.person_id
        self.events: list[Event] = []
        self.course_id = visitor.course_code
        self.anonymous_student_id = visitor.person_id.hex
        self.user_is_staff = visitor.may_change_content
        self.is_author_mode = visitor.may_change_content

    def block_of(self, unit: UnitRecord) -> XBlock:
        ids = ScopeIds(self.visitor.person_id, unit.block_type, unit.definition_id, unit.usage_id)
        return self.construct_xblock_from_class(self._registry.block_class(unit.block_type), ids)

    def load_block_type(self, block_type: str) -> Any:
        return self._registry.block_class(block_type)

    def handler_url(
        self,
        block: XBlock,
        handler_name: str,
        suffix: str = "",
        query: str = "",
        thirdparty: bool = False,
    ) -> str:
        unit_id = block.scope_ids.usage_id.unit_id
        visitor = self.visitor
        grant = HandlerGrant(visitor.person_id, unit_id, visitor.role, visitor.session_id)
        url = self._urls.handler(self._tokens.issue(grant), handler_name, quote(suffix))
        return f"{url}?{query}" if query else url

    def resource_url(self, resource: str) -> str:
        return self._urls.resource("", resource)

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        return self._urls.resource(block.scope_ids.block_type, uri)

    def publish(self, block: XBlock, event_type: str, event_data: Mapping[str, Any]) -> None:
        unit = self.page.units[block.scope_ids.usage_id.unit_id]
        self.events.append(Event(unit, event_type, dict(event_data)))

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        """None: scanning for asides costs 9 ms a block, and none is allowed yet."""
        return []

    def _wrap_ele(
        self, block: XBlock, view: str, frag: Fragment, extra_data: Any = None
    ) -> Fragment:
        """A section around the block; the upstream one does not escape what it writes there."""
        usage = block.scope_ids.usage_id
        wrapped = Fragment(
            f'<section class="unit" id="{escape(usage.html_id())}"'
            f' data-block-type="{escape(usage.block_type)}">{frag.body_html()}</section>'
        )
        wrapped.add_fragment_resources(frag)
        return wrapped
