"""Names that Django has removed and old blocks still import, each with its replacement.

This module does not import Django: it patches the Django modules that a block has imported.
"""

import sys
from datetime import UTC
from importlib import import_module
from types import ModuleType

# (module, removed name): (module, current name)
SUCCESSORS = {
    ("django.utils.translation", "ugettext"): ("django.utils.translation", "gettext"),
    ("django.utils.translation", "ugettext_lazy"): ("django.utils.translation", "gettext_lazy"),
    ("django.utils.translation", "ugettext_noop"): ("django.utils.translation", "gettext_noop"),
    ("django.utils.translation", "ungettext"): ("django.utils.translation", "ngettext"),
    ("django.utils.translation", "ungettext_lazy"): ("django.utils.translation", "ngettext_lazy"),
    ("django.utils.encoding", "force_text"): ("django.utils.encoding", "force_str"),
    ("django.utils.encoding", "smart_text"): ("django.utils.encoding", "smart_str"),
    ("django.utils.http", "urlquote"): ("urllib.parse", "quote"),
    ("django.utils.http", "urlquote_plus"): ("urllib.parse", "quote_plus"),
    ("django.utils.http", "urlunquote"): ("urllib.parse", "unquote"),
    ("django.utils.http", "urlunquote_plus"): ("urllib.parse", "unquote_plus"),
    ("django.conf.urls", "url"): ("django.urls", "re_path"),
}
REPLACEMENTS: dict[tuple[str, str], object] = {
    ("django.utils.encoding", "python_2_unicode_compatible"): lambda decorated: decorated,
    ("django.utils.timezone", "utc"): UTC,
}


def restore_removed_names() -> bool:
    """Add missing names to the Django modules imported so far. True if any was added."""
    missing = [entry for entry in (*SUCCESSORS, *REPLACEMENTS) if _is_missing(*entry)]
    for module, name in missing:
        setattr(sys.modules[module], name, _resolve(module, name))
    return bool(missing)


def _is_missing(module: str, name: str) -> bool:
    imported = sys.modules.get(module)
    return isinstance(imported, ModuleType) and not hasattr(imported, name)


def _resolve(module: str, name: str) -> object:
    if (module, name) in REPLACEMENTS:
        return REPLACEMENTS[module, name]
    successor, successor_name = SUCCESSORS[module, name]
    return getattr(import_module(successor), successor_name)
