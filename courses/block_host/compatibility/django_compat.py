"""Names that Django has taken away and blocks of years ago still import. Each has a successor.

Nothing of Django is imported for them: they are added where a block has brought it.
"""

import sys
from datetime import UTC
from importlib import import_module
from types import ModuleType
from typing import Any

# module, older name: module and name of what does its work today
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
REPLACEMENTS: dict[tuple[str, str], Any] = {
    ("django.utils.encoding", "python_2_unicode_compatible"): lambda one: one,
    ("django.utils.timezone", "utc"): UTC,
}


def restore_removed_names() -> bool:
    """Add to modules that are imported what they lack. Whether there was anything to add."""
    missing = [place for place in (*SUCCESSORS, *REPLACEMENTS) if _lacks(*place)]
    for module, name in missing:
        setattr(sys.modules[module], name, _today((module, name)))
    return bool(missing)


def _lacks(module: str, name: str) -> bool:
    found = sys.modules.get(module)
    return isinstance(found, ModuleType) and not hasattr(found, name)


def _today(place: tuple[str, str]) -> Any:
    if place in REPLACEMENTS:
        return REPLACEMENTS[place]
    module, name = SUCCESSORS[place]
    return getattr(import_module(module), name)
