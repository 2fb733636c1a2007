"""Asides: permitted third-party content beside each block of a frame.

A failing aside is left out. Fields of an aside are stored in the row of its block. Its events do
not count as progress, because it is not the block.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from web_fragments.fragment import Fragment
from xblock.fields import ScopeIds
from xblock.runtime import Runtime

from courses.block_host.errors import HandlerNotFound
from courses.block_host.runtime.element import aside_element
from courses.block_host.runtime.usage_ids import AsideId
from lms.kernel.failures import describe_failure

if TYPE_CHECKING:
    from xblock.core import XBlock, XBlockAside

    from courses.block_host.runtime.registry import BlockRegistry

log = logging.getLogger("payung.blocks")
View = Callable[["XBlock", object], Fragment]


class AsideRuntime(Runtime):  # type: ignore[misc]  # XBlock is untyped
    """Runtime methods for asides. xblock itself attaches all installed asides."""

    allowed: frozenset[str]
    anonymous_student_id: str
    _registry: "BlockRegistry"
    _is_framed: bool

    def applicable_aside_types(self, block: "XBlock") -> list[str]:
        """Permitted asides, in frames only: third-party code never runs on our own pages."""
        if not self._is_framed:
            return []
        return sorted(name for name in self.allowed if self._registry.is_aside(name))

    def get_asides(self, block: "XBlock") -> list["XBlockAside"]:
        asides = []
        for aside_type in self.applicable_aside_types(block):
            try:
                aside = self.get_aside_of_type(block, aside_type)
                if aside.should_apply_to_block(block):
                    asides.append(aside)
            except Exception as error:  # third-party code may raise anything
                _report(error, aside_type)
        return asides

    def get_aside_of_type(self, block: "XBlock", aside_type: str) -> "XBlockAside":
        usage = block.scope_ids.usage_id
        beside = AsideId(usage.unit_id, usage.block_type, usage.key, usage.course_code, aside_type)
        ids = ScopeIds(self.anonymous_student_id, aside_type, beside, beside)
        return self._registry.block_class(aside_type)(runtime=self, scope_ids=ids)

    def aside_of(self, block: "XBlock", aside_type: str, handler: str) -> "XBlockAside":
        """Raises HandlerNotFound if the aside does not apply to the block."""
        for aside in self.get_asides(block):
            if aside.scope_ids.block_type == aside_type:
                return aside
        raise HandlerNotFound(handler=handler)

    def layout_asides(
        self,
        block: "XBlock",
        context: object,
        frag: Fragment,
        view_name: str,
        aside_frag_fns: list[tuple["XBlockAside", View]],
    ) -> Fragment:
        result = Fragment(frag.content)
        result.add_fragment_resources(frag)
        for aside, view in aside_frag_fns:
            try:
                shown = self.wrap_aside(block, aside, view_name, view(block, context), context)
                aside.save()
            except Exception as error:  # third-party code may raise anything
                _report(error, aside.scope_ids.block_type)
                continue
            result.add_content(shown.content)
            result.add_fragment_resources(shown)
        return result

    def wrap_aside(
        self, block: "XBlock", aside: "XBlockAside", view: str, frag: Fragment, context: object
    ) -> Fragment:
        return aside_element(aside, block, view, frag, self.handler_base(aside))

    if TYPE_CHECKING:  # defined by the subclass

        def handler_base(self, block: "XBlock | XBlockAside") -> str:
            """Base URL of the handlers of a block or an aside."""


def _report(error: Exception, aside_type: str) -> None:
    log.error("block-failed", extra=describe_failure(error) | {"block": aside_type})
