"""Blocks by others: what is installed, and how a class of theirs is loaded.

Nothing of them is imported before one is shown. Django is imported by those that need it, and by
nothing else; here it is only told where its settings are, and made ready once it is there.
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
from typing import Any

from courses.block_host.compatibility.django_compat import restore_removed_names
from courses.block_host.compatibility.openedx_compat import install_stub_modules
from courses.block_host.errors import BlockNotInstalled

NAME = re.compile(r"[A-Za-z0-9._-]+")
BLOCK_GROUP = "xblock.v1"
ASIDE_GROUP = "xblock_asides.v1"
DJANGO_SETTINGS = "courses.block_host.compatibility.django_settings"
_import_lock = RLock()


@dataclass(frozen=True, slots=True)
class InstalledBlock:
    """An entry point of a distribution, as its metadata says; nothing is imported for it."""

    block_type: str
    place: str
    distribution: str
    version: str
    licence: str
    summary: str
    requires: tuple[str, ...]
    is_aside: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the distributions that it needs in any case."""
        always = [line for line in self.requires if "extra ==" not in line]
        names = {match[0] for line in always if (match := NAME.match(line))}
        return tuple(sorted(names, key=str.lower))


def list_installed_blocks(own: Iterable[str]) -> tuple[InstalledBlock, ...]:
    """Blocks and asides that are not ours, by name."""
    ours = frozenset(own)
    found = [_installed(point) for name, point in _entry_points().items() if name not in ours]
    return tuple(sorted(found, key=lambda block: block.block_type))


def is_installed(block_type: str) -> bool:
    return block_type in _entry_points() and not is_aside(block_type)


def is_aside(name: str) -> bool:
    """Whether there is an aside of this name. A block of the same name goes before it."""
    return name in _entry_points() and _entry_points()[name].group == ASIDE_GROUP


def load_third_party_class(block_type: str) -> Any:
    """The class of a block by others. Raises BlockNotInstalled; its own import may raise anything.

    Where two distributions offer the same name, the first by name is taken, each time.
    """
    if block_type not in _entry_points():
        raise BlockNotInstalled(block=block_type)
    with _import_lock:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", DJANGO_SETTINGS)
        install_stub_modules()
        return _load_with_django(_entry_points()[block_type].load)


def activate_language(language: str) -> None:
    """Django's language in this thread, where a block has brought Django."""
    if "django.utils.translation" in sys.modules:
        import_module("django.utils.translation").activate(language)


def _load_with_django(load: Callable[[], Any]) -> Any:
    """Some need a registry of Django that is ready, and say so only while they are imported."""
    try:
        loaded = _load_with_removed_names(load)
    except Exception as error:
        if type(error).__name__ != "AppRegistryNotReady":
            raise
        _set_up_django()
        loaded = _load_with_removed_names(load)
    _set_up_django()
    return loaded


def _load_with_removed_names(load: Callable[[], Any]) -> Any:
    """Again while there is something to offer: a block may ask for names of several modules."""
    while True:
        try:
            loaded = load()
        except ImportError:
            if not restore_removed_names():
                raise
            continue
        restore_removed_names()  # for what it calls later
        return loaded


def _set_up_django() -> None:
    if "django.conf" in sys.modules and not import_module("django.apps").apps.ready:
        import_module("django").setup()


@cache
def _entry_points() -> dict[str, EntryPoint]:
    """Entry points by name; what is installed while the program runs is seen at its next start."""
    return {point.name: point for group in (ASIDE_GROUP, BLOCK_GROUP) for point in _of_group(group)}


def _of_group(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=_name, reverse=True)


def _name(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""


def _installed(point: EntryPoint) -> InstalledBlock:
    about = point.dist.metadata if point.dist else None
    return InstalledBlock(
        block_type=point.name,
        place=point.value,
        distribution=_name(point),
        version=point.dist.version if point.dist else "",
        licence=_licence(about) if about else "",
        summary=(about["Summary"] or "") if about else "",
        requires=tuple(point.dist.requires or ()) if point.dist else (),
        is_aside=point.group == ASIDE_GROUP,
    )


def _licence(about: Any) -> str:
    """The short name, from whichever field the author has filled in."""
    classifiers = about.get_all("Classifier") or ()
    trove = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License ::")]
    written = about.get("License-Expression") or about.get("License") or ""
    lines = (written.strip().splitlines() or [""])[0]
    return str(lines[:80] or ", ".join(trove))
