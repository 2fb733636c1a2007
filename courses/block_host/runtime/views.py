"""Renders views of third-party blocks."""

from web_fragments.fragment import Fragment
from xblock.core import XBlock

from courses.block_host.errors import BlockWithoutForm
from courses.block_host.third_party.limits import require_size

FORM = "studio_view"


def render_view(block: XBlock, name: str) -> Fragment:
    """Render a view. Raises BlockWithoutForm, BlockTooLarge, and whatever the block raises.

    A `studio_view` that raises NotImplementedError counts as missing: such blocks are edited by a
    separate application.
    """
    if name == FORM and not _has_view(block, name):
        raise BlockWithoutForm(block=block.scope_ids.block_type)
    try:
        fragment: Fragment = block.render(name, {})
    except NotImplementedError as error:
        if name != FORM:
            raise
        raise BlockWithoutForm(block=block.scope_ids.block_type) from error
    parts = (fragment.content, *(str(resource.data) for resource in fragment.resources))
    require_size(sum(map(len, parts)))
    return fragment


def _has_view(block: XBlock, name: str) -> bool:
    """Whether the block defines the view, or `fallback_view` for all views."""
    return hasattr(block, name) or hasattr(block, "fallback_view")
