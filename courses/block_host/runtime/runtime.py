"""XBlock runtime: fields, services, URLs and events of one page for one viewer."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, Protocol, runtime_checkable
from urllib.parse import quote
from uuid import UUID

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.exceptions import NoSuchUsage
from xblock.fields import Field, ScopeIds
from xblock.runtime import IdReader, Mixologist

from courses.block_host.compatibility.host_attributes import HostAttributes
from courses.block_host.errors import BlockNotInstalled
from courses.block_host.runtime.element import block_element, unit_section
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.tokens import HandlerGrant, HandlerTokens
from courses.block_host.runtime.units import UnitPage, UnitRecord
from courses.block_host.runtime.usage_ids import AsideId, BlockId, CourseKey
from courses.block_host.runtime.viewer import Viewer
from courses.block_host.state.field_data import HostFieldData
from courses.block_host.state.page_state import PageState
from courses.block_host.state.stored_files import FileService
from courses.block_host.state.view_cache import VIEW_CACHE_SERVICE
from courses.block_host.third_party.asides import AsideRuntime

if TYPE_CHECKING:
    from xblock.core import XBlockAside

THIRD_PARTY_MIXINS = Mixologist((HostAttributes,))


class BlockUrls(Protocol):
    """URLs of block handlers, views and files, as the web layer routes them."""

    def handler(self, token: str, handler: str, suffix: str) -> str: ...

    def handler_base(self, token: str) -> str: ...

    def view(self, token: str) -> str: ...

    def resource(self, block_type: str, path: str) -> str: ...


@runtime_checkable
class PackageTranslations(Protocol):
    """Service `i18n` that has a catalogue for each package."""

    def for_module(self, module: str) -> "PackageTranslations": ...


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a block has published, such as a grade."""

    unit: UnitRecord
    kind: str
    data: Mapping[str, object]


class UnitIdReader(IdReader):  # type: ignore[misc]  # XBlock is untyped
    """Resolves usage ids to definitions and types. Asides are resolved through their block."""

    def __init__(self, page: UnitPage) -> None:
        self._page = page

    def get_definition_id(self, usage_id: BlockId) -> BlockId:
        unit = self._page.units.get(usage_id.unit_id)
        if unit is None:
            raise NoSuchUsage(str(usage_id))
        return unit.definition_id

    def get_block_type(self, def_id: BlockId) -> str:
        return def_id.block_type

    def get_usage_id_from_aside(self, aside_id: object) -> NoReturn:
        raise NoSuchUsage(str(aside_id))

    def get_definition_id_from_aside(self, aside_id: object) -> NoReturn:
        raise NoSuchUsage(str(aside_id))

    def get_aside_type_from_usage(self, aside_id: object) -> NoReturn:
        raise NoSuchUsage(str(aside_id))

    def get_aside_type_from_definition(self, aside_id: object) -> NoReturn:
        raise NoSuchUsage(str(aside_id))


class BlockRuntime(AsideRuntime):
    """One page of blocks for one viewer. Changes stay in `state` until the caller stores them.

    Published events are collected in `events`.
    """

    resources_fs = None
    export_fs = None

    def __init__(
        self,
        page: UnitPage,
        viewer: Viewer,
        *,
        registry: BlockRegistry,
        services: Mapping[str, object],
        urls: BlockUrls,
        tokens: HandlerTokens,
        allowed: frozenset[str] = frozenset(),
    ) -> None:
        self.allowed = allowed
        self.state = PageState(page, viewer)
        fields = HostFieldData(page, self.state, is_author=viewer.may_change_content)
        super().__init__(
            id_reader=UnitIdReader(page),
            id_generator=None,
            services={**services, "field-data": fields, "fs": FileService(fields)},
        )
        self.page = page
        self.viewer = viewer
        self._registry = registry
        self._urls = urls
        self._tokens = tokens
        self._is_framed = "forms" not in services  # our forms do not work in a frame
        self.events: list[Event] = []
        self.course_id = CourseKey(viewer.course_code)
        self.anonymous_student_id = viewer.person_id.hex
        self._deprecated_per_instance_user_id = self.anonymous_student_id
        self.user_is_staff = viewer.may_change_content
        self.is_author_mode = viewer.may_change_content

    def block_of(self, unit: UnitRecord) -> XBlock:
        """Construct the block of a unit; third-party classes are mixed with HostAttributes.

        Raises BlockNotInstalled, also if the type is not permitted.
        """
        if not self.may_run(unit.block_type):
            raise BlockNotInstalled(block=unit.block_type)
        block_class = self._registry.block_class(unit.block_type)
        user_id: UUID | str = self.viewer.person_id
        if not self._registry.is_own(unit.block_type):
            block_class = THIRD_PARTY_MIXINS.mix(block_class)
            user_id = self.anonymous_student_id
        ids = ScopeIds(user_id, unit.block_type, unit.definition_id, unit.usage_id)
        return block_class(runtime=self, field_data=None, scope_ids=ids)

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        """Replace references to course files by URLs: the method that older blocks call."""
        files = self._services.get("replace_urls")
        return str(files.replace_urls(text)) if files is not None else text

    def load_classes(self, unit: UnitRecord) -> None:
        """Import the classes of a unit, its page and its asides if they are not loaded.

        May raise whatever the import of the unit's own class raises. Failures of other classes
        are ignored here; they show when the block is rendered.
        """
        others = {other.block_type for other in self.page.units.values()} - {unit.block_type}
        asides = self.applicable_aside_types(None)
        if self.may_run(unit.block_type):
            self._registry.load(unit.block_type)
        for block_type in (*sorted(others), *asides):
            if self.may_run(block_type) or block_type in asides:
                with suppress(Exception):
                    self._registry.load(block_type)

    def may_run(self, block_type: str) -> bool:
        return self._registry.is_own(block_type) or (
            block_type in self.allowed and self._registry.is_installed(block_type)
        )

    def get_block(self, usage_id: BlockId | str, for_parent: XBlock | None = None) -> XBlock:
        """Raises NoSuchUsage if the block is not on this page."""
        unit_id = usage_id.unit_id if isinstance(usage_id, BlockId) else _unit_id(usage_id)
        unit = self.page.units.get(unit_id)
        if unit is None:
            raise NoSuchUsage(str(usage_id))
        return self.block_of(unit)

    def service(self, block: XBlock, service_name: str) -> object:
        """A service, or None. `i18n` uses the catalogue of the block's own package."""
        service: object = super().service(block, service_name)
        is_own = self._registry.is_own(block.scope_ids.block_type)
        if service_name == VIEW_CACHE_SERVICE and not is_own:
            return None
        if service_name == "i18n" and isinstance(service, PackageTranslations):
            return service.for_module(_unmixed_class(block).__module__)
        return service

    def load_block_type(self, block_type: str) -> type[XBlock]:
        return self._registry.block_class(block_type)

    def get_policy(self, usage_id: object) -> dict[str, object]:
        return {}

    def get_field_provenance(self, block: XBlock, field: Field) -> dict[str, object]:
        """Default of a field and whether it is set, for forms that list all settings."""
        default = field.to_json(field.default)
        return {"default_value": default, "explicitly_set": field.is_set_on(block)}

    def handler_url(
        self,
        block: XBlock,
        handler_name: str,
        suffix: str = "",
        query: str = "",
        thirdparty: bool = False,
    ) -> str:
        url = self._urls.handler(self._token_for(block), handler_name, quote(suffix))
        return f"{url}?{query}" if query else url

    def resource_url(self, resource: str) -> str:
        return self._urls.resource("", resource)

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        return self._urls.resource(block.scope_ids.block_type, uri)

    def publish(self, block: XBlock, event_type: str, event_data: Mapping[str, object]) -> None:
        usage = block.scope_ids.usage_id
        if isinstance(usage, AsideId):
            event_type = f"{usage.aside_type}: {event_type}"
        unit = self.page.units[usage.unit_id]
        self.events.append(Event(unit, event_type, dict(event_data)))

    def wrap_xblock(self, block: XBlock, view: str, frag: Fragment, context: object) -> Fragment:
        if self._registry.is_own(block.scope_ids.block_type) and not self._is_framed:
            return unit_section(block, frag)
        return block_element(block, view, frag, self.handler_base(block))

    def handler_base(self, block: "XBlock | XBlockAside") -> str:
        return self._urls.handler_base(self._token_for(block))

    def render(self, block: XBlock, view_name: str, context: object = None) -> Fragment:
        """Render a view. Authors see `student_view` if the block has no `author_view`."""
        is_plain = view_name == "author_view" and not hasattr(block, view_name)
        return super().render(block, "student_view" if is_plain else view_name, context)

    def save_files(self) -> None:
        """Copy files that blocks have written into `state`. Raises FieldReadOnly."""
        self._services["fs"].save()

    def view_url(self, unit: UnitRecord) -> str:
        """URL of the page of a third-party block, for a frame."""
        return self._urls.view(self._token(unit.id, is_framed=True))

    def _token(self, unit_id: UUID, *, is_framed: bool, aside: str = "") -> str:
        viewer = self.viewer
        ids = (viewer.person_id, unit_id, viewer.role, viewer.session_id)
        return self._tokens.issue(HandlerGrant(*ids, is_framed=is_framed, aside=aside))

    def _token_for(self, block: "XBlock | XBlockAside") -> str:
        usage = block.scope_ids.usage_id
        aside = usage.aside_type if isinstance(usage, AsideId) else ""
        return self._token(usage.unit_id, is_framed=self._is_framed, aside=aside)


def _unmixed_class(block: XBlock) -> type:
    """The class as its author wrote it, without our mixins."""
    unmixed: type = getattr(block, "unmixed_class", type(block))
    return unmixed


def _unit_id(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise NoSuchUsage(str(text)) from error
