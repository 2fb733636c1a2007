"""The few names of Open edX that blocks import without needing what stands behind them.

A switch that is always off, and a configuration in which nothing is set. Where the real package
is installed it stays.
"""

import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

WAFFLE = "openedx.core.djangoapps.waffle_utils"
CONFIGURATION = "openedx.core.djangoapps.site_configuration.helpers"


class DisabledFlag:
    """Stands for each kind of flag: it is off for everybody."""

    def __init__(self, *names: Any, **options: Any) -> None:
        self.name = str(names[0]) if names else ""

    def is_enabled(self, *_of: Any) -> bool:
        return False


def get_default(_name: str, default: Any = None, *_more: Any, **_options: Any) -> Any:
    """Of a configuration of the site: what the block takes where none is set."""
    return default


FLAGS = ("CourseWaffleFlag", "WaffleFlag", "WaffleSwitch")


def install_stub_modules() -> None:
    """Make the names importable, unless a package of that name is installed."""
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
        name, "Names for blocks; see courses.block_host.compatibility.openedx_compat."
    )
    module.__path__ = []
    parent, _, last = name.rpartition(".")
    sys.modules[name] = module
    if parent:
        setattr(sys.modules[parent], last, module)
