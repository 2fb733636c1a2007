"""Rules on which methods of a block may be called as handlers, and by whom."""

from xblock.core import XBlock


def is_author_handler(handler: str) -> bool:
    """Whether a handler is for authors: by convention its name contains "studio"."""
    return "studio" in handler.lower()


def has_handler(block: XBlock, name: str) -> bool:
    """Only methods marked as handlers may be called from outside."""
    methods = [getattr(type(block), method, None) for method in (name, "fallback_handler")]
    return any(getattr(method, "_is_xblock_handler", False) for method in methods)
