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

from courses.block_host.compatibility.django_compat import offer_older_names
from courses.block_host.compatibility.openedx_compat import offer_names
from courses.block_host.errors import BlockNotInstalled

NAME = re.compile(r"[A-Za-z0-9._-]+")
GROUP = "xblock.v1"
ASIDES = "xblock_asides.v1"
DJANGO_SETTINGS = "courses.block_host.compatibility.django_settings"
_one_at_a_time = RLock()


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


def installed_blocks(own: Iterable[str]) -> tuple[InstalledBlock, ...]:
    """Blocks and asides that are not ours, by name."""
    ours = frozenset(own)
    found = [_installed(point) for name, point in _points().items() if name not in ours]
    return tuple(sorted(found, key=lambda block: block.block_type))


def is_installed(block_type: str) -> bool:
    return block_type in _points() and not is_aside(block_type)


def is_aside(name: str) -> bool:
    """Whether there is an aside of this name. A block of the same name goes before it."""
    return name in _points() and _points()[name].group == ASIDES


def load_foreign_class(block_type: str) -> Any:
    """The class of a block by others. Raises BlockNotInstalled; its own import may raise anything.

    Where two distributions offer the same name, the first by name is taken, each time.
    """
    if block_type not in _points():
        raise BlockNotInstalled(block=block_type)
    with _one_at_a_time:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", DJANGO_SETTINGS)
        offer_names()
        return _with_django_ready(_points()[block_type].load)


def speak(language: str) -> None:
    """Django's language in this thread, where a block has brought Django."""
    if "django.utils.translation" in sys.modules:
        import_module("django.utils.translation").activate(language)


def _with_django_ready(load: Callable[[], Any]) -> Any:
    """Some need a registry of Django that is ready, and say so only while they are imported."""
    try:
        loaded = _with_older_names(load)
    except Exception as error:
        if type(error).__name__ != "AppRegistryNotReady":
            raise
        _make_django_ready()
        loaded = _with_older_names(load)
    _make_django_ready()
    return loaded


def _with_older_names(load: Callable[[], Any]) -> Any:
    """Again while there is something to offer: a block may ask for names of several modules."""
    while True:
        try:
            loaded = load()
        except ImportError:
            if not offer_older_names():
                raise
            continue
        offer_older_names()  # for what it calls later
        return loaded


def _make_django_ready() -> None:
    if "django.conf" in sys.modules and not import_module("django.apps").apps.ready:
        import_module("django").setup()


@cache
def _points() -> dict[str, EntryPoint]:
    """Entry points by name; what is installed while the program runs is seen at its next start."""
    return {point.name: point for group in (ASIDES, GROUP) for point in _of_group(group)}


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
        is_aside=point.group == ASIDES,
    )


def _licence(about: Any) -> str:
    """The short name, from whichever field the author has filled in."""
    classifiers = about.get_all("Classifier") or ()
    trove = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License ::")]
    written = about.get("License-Expression") or about.get("License") or ""
    lines = (written.strip().splitlines() or [""])[0]
    return str(lines[:80] or ", ".join(trove))
