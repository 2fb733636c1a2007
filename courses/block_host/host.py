"""The host of one process: shows the blocks of a page and passes calls to their handlers."""

import logging
from collections.abc import Mapping
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.exceptions import DisallowedFileError

from courses.block_host import queries
from courses.block_host.errors import (
    BlockFailed,
    BlockNotInstalled,
    HandlerNotFound,
    ResourceNotFound,
    UnitNotFound,
)
from courses.block_host.fragments import FragmentCache, RenderedUnit
from courses.block_host.registry import BlockRegistry
from courses.block_host.runtime import BlockRuntime, BlockUrls
from courses.block_host.tokens import HandlerGrant, HandlerTokens
from courses.block_host.units import UnitPage, UnitRecord
from courses.block_host.visitor import Visitor
from lms.kernel.errors import LmsError
from lms.kernel.failures import failure_facts

log = logging.getLogger("payung.blocks")


class BlockHost:
    """Holds nothing of any learner: classes, rendered static views, and the key of the tokens."""

    def __init__(self, registry: BlockRegistry, tokens: HandlerTokens) -> None:
        self._registry = registry
        self._tokens = tokens
        self._cache = FragmentCache()

    def issue_token(self, grant: HandlerGrant) -> str:
        return self._tokens.issue(grant)

    def read_token(self, token: str) -> HandlerGrant:
        return self._tokens.read(token)

    def open_resource(self, block_type: str, path: str) -> BinaryIO:
        """A file that a block offers to everybody. Raises ResourceNotFound."""
        try:
            opened: BinaryIO = self._registry.block_class(block_type).open_local_resource(path)
        except (DisallowedFileError, BlockNotInstalled, OSError) as error:
            raise ResourceNotFound(resource=path) from error
        return opened

    def open_page(
        self,
        session: Session,
        page: UnitPage,
        visitor: Visitor,
        *,
        services: Mapping[str, Any],
        urls: BlockUrls,
    ) -> BlockRuntime:
        """A runtime for one page and visitor, with all that its blocks have kept."""
        if any(self._has_wider_state(unit) for unit in page.units.values()):
            queries.wider_state(session, page, person_id=visitor.person_id)
        return BlockRuntime(
            page,
            visitor,
            registry=self._registry,
            services=services,
            urls=urls,
            tokens=self._tokens,
        )

    def render(
        self, runtime: BlockRuntime, contexts: Mapping[UUID, Mapping[str, Any]]
    ) -> list[RenderedUnit]:
        """All blocks of the page, in order. `contexts` tells single blocks about a refused form."""
        return [
            self._rendered(runtime, unit, dict(contexts.get(unit.id, {})))
            for unit in runtime.page.top_level
        ]

    def call(
        self, runtime: BlockRuntime, unit_id: UUID, handler: str, request: Request, suffix: str
    ) -> Response:
        """Call a handler. Changes stand in `runtime.state`, and what it published in `events`."""
        unit = runtime.page.units.get(unit_id)
        if unit is None:
            raise UnitNotFound(unit=str(unit_id))
        block = runtime.block_of(unit)
        if not _has_handler(block, handler):
            raise HandlerNotFound(handler=handler)
        try:
            return runtime.handle(block, handler, request, suffix)
        except (LmsError, SQLAlchemyError):
            raise
        except Exception as error:  # foreign code may raise anything; nothing of it is stored
            _report(error, unit)
            raise BlockFailed(block=unit.block_type) from error

    def _has_wider_state(self, unit: UnitRecord) -> bool:
        try:
            return self._registry.has_wider_state(unit.block_type)
        except BlockNotInstalled:
            return False

    def _rendered(
        self, runtime: BlockRuntime, unit: UnitRecord, context: dict[str, Any]
    ) -> RenderedUnit:
        try:
            fragment = self._fragment(runtime, unit, context)
            return RenderedUnit(unit.key, unit.block_type, fragment)
        except BlockNotInstalled as error:
            return RenderedUnit(unit.key, unit.block_type, None, error.code)
        except (LmsError, SQLAlchemyError):
            raise
        except Exception as error:  # foreign code may raise anything: it costs its own place only
            _report(error, unit)
            return RenderedUnit(unit.key, unit.block_type, None, BlockFailed.code)

    def _fragment(
        self, runtime: BlockRuntime, unit: UnitRecord, context: dict[str, Any]
    ) -> Fragment:
        block_class = self._registry.block_class(unit.block_type)
        if not getattr(block_class, "is_static_view", False):
            return runtime.block_of(unit).render("student_view", context)
        language = runtime.visitor.language
        varies = getattr(block_class, "varies_by_audience", False)
        audience = runtime.visitor.audience if varies else ""
        key = (unit.content_hash, unit.course_code, unit.key, language, audience)
        fragment = self._cache.get(key)
        if fragment is None:
            fragment = runtime.block_of(unit).render("student_view", context)
            self._cache.keep(key, fragment)
        return fragment


def _report(error: Exception, unit: UnitRecord) -> None:
    facts = failure_facts(error) | {"unit": str(unit.id), "block": unit.block_type}
    log.error("block-failed", extra=facts)


def _has_handler(block: XBlock, name: str) -> bool:
    """Only what is marked as a handler may be called from outside."""
    found = getattr(type(block), name, None) or getattr(type(block), "fallback_handler", None)
    return bool(getattr(found, "_is_xblock_handler", False))
