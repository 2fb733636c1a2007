"""Installed third-party blocks: their metadata, and loading of their classes.

A block is imported at first use. Only blocks import Django; this module sets the path of the
settings and calls `django.setup()` once Django is imported.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from threading import RLock
from typing import TYPE_CHECKING

from courses.block_host.compatibility.django_compat import restore_removed_names
from courses.block_host.compatibility.openedx_compat import install_stub_modules
from courses.block_host.errors import BlockNotInstalled

if TYPE_CHECKING:
    from importlib.metadata import PackageMetadata

    from xblock.core import XBlock

NAME = re.compile(r"[A-Za-z0-9._-]+")
BLOCK_GROUP = "xblock.v1"
ASIDE_GROUP = "xblock_asides.v1"
DJANGO_SETTINGS = "courses.block_host.compatibility.django_settings"
_import_lock = RLock()


@dataclass(frozen=True, slots=True)
class InstalledBlock:
    """Entry point and metadata of a distribution."""

    block_type: str
    entry_point: str
    distribution: str
    version: str
    licence: str
    summary: str
    requires: tuple[str, ...]
    is_aside: bool = False

    @property
    def dependencies(self) -> tuple[str, ...]:
        """Names of the distributions that it requires without extras."""
        required = [line for line in self.requires if "extra ==" not in line]
        names = {match[0] for line in required if (match := NAME.match(line))}
        return tuple(sorted(names, key=str.lower))


def list_installed_blocks(own: Iterable[str]) -> tuple[InstalledBlock, ...]:
    """Third-party blocks and asides, sorted by name. `own` are the names of our blocks."""
    own_names = frozenset(own)
    blocks = [_installed(point) for name, point in _entry_points().items() if name not in own_names]
    return tuple(sorted(blocks, key=lambda block: block.block_type))


def is_installed(block_type: str) -> bool:
    """Whether a third-party or own block of this name is installed. False for asides."""
    return block_type in _entry_points() and not is_aside(block_type)


def is_aside(name: str) -> bool:
    """Whether an aside of this name is installed. A block of the same name takes precedence."""
    return name in _entry_points() and _entry_points()[name].group == ASIDE_GROUP


def load_third_party_class(block_type: str) -> "type[XBlock]":
    """Import the class of a third-party block.

    If two distributions offer the same name, the first by distribution name is used. Raises
    BlockNotInstalled, and whatever the import raises.
    """
    if block_type not in _entry_points():
        raise BlockNotInstalled(block=block_type)
    with _import_lock:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", DJANGO_SETTINGS)
        install_stub_modules()
        return _load_with_django(_entry_points()[block_type].load)


def activate_language(language: str) -> None:
    """Set Django's language in this thread, if a block has imported Django."""
    if "django.utils.translation" in sys.modules:
        import_module("django.utils.translation").activate(language)


def _load_with_django(load: Callable[[], "type[XBlock]"]) -> "type[XBlock]":
    """Load again after `django.setup()` if the import needs a ready app registry."""
    try:
        loaded = _load_with_removed_names(load)
    except Exception as error:
        if type(error).__name__ != "AppRegistryNotReady":
            raise
        _set_up_django()
        loaded = _load_with_removed_names(load)
    _set_up_django()
    return loaded


def _load_with_removed_names(load: Callable[[], "type[XBlock]"]) -> "type[XBlock]":
    """Load again while removed Django names can be restored in imported modules."""
    while True:
        try:
            loaded = load()
        except ImportError:
            if not restore_removed_names():
                raise
            continue
        restore_removed_names()  # for calls after the import
        return loaded


def _set_up_django() -> None:
    if "django.conf" in sys.modules and not import_module("django.apps").apps.ready:
        import_module("django").setup()


@cache
def _entry_points() -> dict[str, EntryPoint]:
    """Entry points by name. New installations are seen after a restart."""
    return {
        point.name: point
        for group in (ASIDE_GROUP, BLOCK_GROUP)
        for point in sorted(entry_points(group=group), key=_distribution_name, reverse=True)
    }


def _distribution_name(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""


def _installed(point: EntryPoint) -> InstalledBlock:
    metadata = point.dist.metadata if point.dist else None
    return InstalledBlock(
        block_type=point.name,
        entry_point=point.value,
        distribution=_distribution_name(point),
        version=point.dist.version if point.dist else "",
        licence=_licence(metadata) if metadata else "",
        summary=(metadata["Summary"] or "") if metadata else "",
        requires=tuple(point.dist.requires or ()) if point.dist else (),
        is_aside=point.group == ASIDE_GROUP,
    )


def _licence(metadata: "PackageMetadata") -> str:
    """Short name of the licence, from the fields that the author has filled in."""
    classifiers = metadata.get_all("Classifier") or ()
    trove = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License ::")]
    fields = ("License-Expression", "License")
    written = next(
        (value for field in fields for value in metadata.get_all(field) or () if value), ""
    )
    lines = (written.strip().splitlines() or [""])[0]
    return str(lines[:80] or ", ".join(trove))
