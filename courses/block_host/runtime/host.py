"""Block host of one process: renders the blocks of a page and calls their handlers."""

import logging
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, TypeVar
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from web_fragments.fragment import Fragment
from webob import Request, Response

from courses.block_host.errors import (
    BlockFailed,
    BlockNotInstalled,
    BlockTooSlow,
    HandlerForAuthors,
    HandlerNotFound,
    ResourceNotFound,
    UnitNotFound,
)
from courses.block_host.runtime.fragments import RenderedUnit
from courses.block_host.runtime.handlers import has_handler, is_author_handler
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.runtime import BlockRuntime, BlockUrls
from courses.block_host.runtime.tokens import HandlerGrant, HandlerTokens
from courses.block_host.runtime.units import UnitPage, UnitRecord
from courses.block_host.runtime.viewer import Viewer
from courses.block_host.runtime.views import render_view
from courses.block_host.state import queries
from courses.block_host.state.view_cache import VIEW_CACHE_SERVICE, PartCache, ViewCache
from courses.block_host.third_party.installed_blocks import activate_language
from courses.block_host.third_party.limits import buffer_response, run_with_timeout
from courses.block_host.third_party.permissions import permitted_types
from lms.kernel.errors import LmsError
from lms.kernel.failures import describe_failure

if TYPE_CHECKING:
    from courses.block_host.olx import OlxBlock

log = logging.getLogger("payung.blocks")
NEEDS_SERVER = "block-needs-server"  # problem of a third-party block on a kept page
Result = TypeVar("Result")


class BlockHost:
    """Renders and calls blocks. Holds classes, a cache of shared views and the key of the tokens.

    It holds no data of learners.
    """

    def __init__(self, registry: BlockRegistry, tokens: HandlerTokens) -> None:
        self._registry = registry
        self._tokens = tokens
        self._views, self._parts = ViewCache(), ViewCache()

    def issue_token(self, grant: HandlerGrant) -> str:
        return self._tokens.issue(grant)

    def read_token(self, token: str) -> HandlerGrant:
        return self._tokens.read(token)

    def open_resource(self, session: Session, block_type: str, path: str) -> BinaryIO:
        """A public file of a block. Raises ResourceNotFound.

        Callers need not be signed in, so a block that may not run is not imported.
        """
        if not self.is_own(block_type) and block_type not in self.allowed_types(
            session, {block_type}
        ):
            raise ResourceNotFound(resource=path)
        try:
            opened: BinaryIO = self._registry.block_class(block_type).open_local_resource(path)
        except Exception as error:  # its import may raise anything
            raise ResourceNotFound(resource=path) from error
        return opened

    def open_page(
        self,
        session: Session,
        page: UnitPage,
        viewer: Viewer,
        *,
        services: Mapping[str, object],
        urls: BlockUrls,
    ) -> BlockRuntime:
        """A runtime for one page and viewer, with all stored fields of its blocks."""
        types = {unit.block_type for unit in page.units.values()}
        if any(self._registry.has_wider_state(block_type) for block_type in types):
            queries.load_wider_state(session, page, person_id=viewer.person_id)
        parts = {VIEW_CACHE_SERVICE: PartCache(page, self._parts)}
        return self.open_draft(session, page, viewer, services={**services, **parts}, urls=urls)

    def open_draft(
        self,
        session: Session,
        page: UnitPage,
        viewer: Viewer,
        *,
        services: Mapping[str, object],
        urls: BlockUrls,
    ) -> BlockRuntime:
        """A runtime for a page that already contains all stored fields."""
        types = {unit.block_type for unit in page.units.values()}
        return BlockRuntime(
            page,
            viewer,
            registry=self._registry,
            services=services,
            urls=urls,
            tokens=self._tokens,
            allowed=self.allowed_types(session, types),
        )

    def read_olx(self, session: Session, text: str) -> "OlxBlock":
        """Parse a block from OLX. Raises OlxRejected, and BlockNotInstalled if it may not run."""
        from courses.block_host.olx import element_names, read_olx

        run = partial(read_olx, text, self._registry)
        return self._run_olx(session, element_names(text), run)

    def write_olx(self, session: Session, block: "OlxBlock") -> str:
        """Serialise a block and its children. Raises OlxRejected and BlockNotInstalled."""
        from courses.block_host.olx import block_types, write_olx

        run = partial(write_olx, block, self._registry)
        return self._run_olx(session, block_types(block), run)

    def _run_olx(
        self, session: Session, types: Collection[str], run: Callable[[], Result]
    ) -> Result:
        """Run code of blocks within the time limit and without an open transaction."""
        from courses.block_host.olx import OlxRejected

        allowed = self.allowed_types(session, types)
        session.rollback()
        for block_type in sorted(filter(self._registry.is_installed, types)):
            if block_type not in allowed and not self.is_own(block_type):
                raise BlockNotInstalled(block=block_type)
            self._registry.load(block_type)
        try:
            return run_with_timeout(run)
        except LmsError:
            raise
        except Exception as error:
            raise OlxRejected(reason=f"{type(error).__name__}: {error}"[:200]) from error

    def allowed_types(self, session: Session, types: Collection[str]) -> frozenset[str]:
        """Third-party types that may run; empty if all `types` are our own."""
        if all(self._registry.is_own(block_type) for block_type in types):
            return frozenset()
        return self._registry.allowed | permitted_types(session)

    def is_own(self, block_type: str) -> bool:
        return self._registry.is_own(block_type)

    def has_wider_state(self, block_type: str) -> bool:
        """Whether its blocks store fields beyond unit and learner, such as a tally."""
        return self._registry.has_wider_state(block_type)

    def is_installed(self, block_type: str) -> bool:
        """Whether a block of this type is installed. False for asides."""
        return self._registry.is_installed(block_type)

    def view(self, runtime: BlockRuntime, unit_id: UUID, name: str) -> Fragment:
        """Render a view of a third-party block within its limits.

        Raises BlockFailed, BlockTooSlow, BlockTooLarge, BlockNotInstalled or BlockWithoutForm.
        """
        unit = runtime.page.units[unit_id]

        def render() -> Fragment:
            activate_language(runtime.viewer.language)
            fragment = render_view(runtime.block_of(unit), name)
            runtime.save_files()
            return fragment

        return self._run(runtime, unit, render)

    def render(
        self, runtime: BlockRuntime, contexts: Mapping[UUID, Mapping[str, object]]
    ) -> list[RenderedUnit]:
        """Render all blocks of the page, in order.

        `contexts` maps a unit to the context of its view, such as the input of a rejected form.
        """
        return [
            self._render_unit(runtime, unit, dict(contexts.get(unit.id, {})))
            for unit in runtime.page.top_level
        ]

    def call(
        self,
        runtime: BlockRuntime,
        unit_id: UUID,
        handler: str,
        request: Request,
        suffix: str,
        *,
        aside: str = "",
    ) -> Response:
        """Call a handler of a block, or of one of its asides.

        Changed fields are in `runtime.state` and published events in `runtime.events` afterwards.
        Raises UnitNotFound, HandlerNotFound, HandlerForAuthors, BlockFailed, BlockTooSlow and
        BlockTooLarge.
        """
        unit = runtime.page.units.get(unit_id)
        if unit is None:
            raise UnitNotFound(unit=str(unit_id))
        if is_author_handler(handler) and not runtime.viewer.may_change_content:
            raise HandlerForAuthors(handler=handler)

        def answer() -> Response:
            activate_language(runtime.viewer.language)
            block = runtime.block_of(unit)
            if aside:
                block = runtime.aside_of(block, aside, handler)
            if not has_handler(block, handler):
                raise HandlerNotFound(handler=handler)
            response = buffer_response(runtime.handle(block, handler, request, suffix))
            runtime.save_files()
            return response

        return self._run(runtime, unit, answer)

    def _run(self, runtime: BlockRuntime, unit: UnitRecord, run: Callable[[], Result]) -> Result:
        """Run code of a block; third-party code within the time limit.

        Raises BlockFailed for any exception of the block. The caller then stores nothing.
        """
        try:
            if self._registry.is_own(unit.block_type):
                return run()
            runtime.state.open_key()  # the block runs in a thread without a session
            runtime.load_classes(unit)
            return run_with_timeout(run)
        except (LmsError, SQLAlchemyError) as error:
            if isinstance(error, BlockTooSlow):
                _report(error, unit)
            raise
        except Exception as error:
            _report(error, unit)
            raise BlockFailed(block=unit.block_type) from error

    def _render_unit(
        self, runtime: BlockRuntime, unit: UnitRecord, context: dict[str, object]
    ) -> RenderedUnit:
        try:
            if not runtime.may_run(unit.block_type):
                return RenderedUnit(unit.key, unit.block_type, None, BlockNotInstalled.code)
            if not self._registry.is_own(unit.block_type):
                if runtime.viewer.is_visitor:  # its frame needs the server
                    return RenderedUnit(unit.key, unit.block_type, None, NEEDS_SERVER)
                return _framed(runtime, unit)
            return self._render_own(runtime, unit, context)
        except (LmsError, SQLAlchemyError):
            raise
        except Exception as error:  # a block may raise anything; the rest of the page stays
            _report(error, unit)
            return RenderedUnit(unit.key, unit.block_type, None, BlockFailed.code)

    def _render_own(
        self, runtime: BlockRuntime, unit: UnitRecord, context: dict[str, object]
    ) -> RenderedUnit:
        def render() -> RenderedUnit:
            fragment = runtime.block_of(unit).render("student_view", context)
            return RenderedUnit(unit.key, unit.block_type, fragment)

        block_class = self._registry.block_class(unit.block_type)
        if not getattr(block_class, "is_static_view", False):
            return render()
        language = runtime.viewer.language
        varies = getattr(block_class, "varies_by_audience", False)
        audience = runtime.viewer.audience if varies else ""
        key = (unit.content_hash, unit.course_code, unit.key, unit.block_type, language, audience)
        return self._views.get_or_create(key, render)


def _framed(runtime: BlockRuntime, unit: UnitRecord) -> RenderedUnit:
    language = "en" if runtime.viewer.language == "en" else "id"
    return RenderedUnit(
        unit.usage_id.html_id(),
        unit.block_type,
        None,
        frame=runtime.view_url(unit),
        title=unit.page_texts.get(f"title_{language}", ""),
        instruction=unit.page_texts.get(f"instruction_{language}", ""),
    )


def _report(error: Exception, unit: UnitRecord) -> None:
    facts = describe_failure(error) | {"unit": str(unit.id), "block": unit.block_type}
    log.error("block-failed", extra=facts)
