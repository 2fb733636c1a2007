"""Stub modules of Open edX for blocks that import a few names of it at import time.

Feature flags are always off and the site configuration is empty. If the real package is
installed, nothing is replaced.
"""

import sys
from importlib.util import find_spec
from types import ModuleType
from typing import TypeVar

WAFFLE = "openedx.core.djangoapps.waffle_utils"
CONFIGURATION = "openedx.core.djangoapps.site_configuration.helpers"
Default = TypeVar("Default")


class DisabledFlag:
    """Stub for every kind of feature flag: off for everybody."""

    def __init__(self, *names: object, **options: object) -> None:
        self.name = str(names[0]) if names else ""

    def is_enabled(self, *_arguments: object) -> bool:
        return False


def get_default(
    _name: str, default: Default | None = None, *_more: object, **_options: object
) -> Default | None:
    """Stub for `get_value` of the site configuration: return the block's own default."""
    return default


FLAGS = ("CourseWaffleFlag", "WaffleFlag", "WaffleSwitch")


def install_stub_modules() -> None:
    """Make the names importable, unless the package `openedx` is installed."""
    if "openedx" in sys.modules or find_spec("openedx") is not None:
        return
    for module in (WAFFLE, CONFIGURATION):
        parts = module.split(".")
        for depth in range(1, len(parts) + 1):
            _add_module(".".join(parts[:depth]))
    for flag in FLAGS:
        setattr(sys.modules[WAFFLE], flag, DisabledFlag)
    for name in ("get_value", "get_value_for_org"):
        setattr(sys.modules[CONFIGURATION], name, get_default)


def _add_module(name: str) -> None:
    if name in sys.modules:
        return
    module = ModuleType(
        name, "Stub for blocks; see courses.block_host.compatibility.openedx_compat."
    )
    module.__path__ = []
    parent, _, last = name.rpartition(".")
    sys.modules[name] = module
    if parent:
        setattr(sys.modules[parent], last, module)
