"""Item types, one class per module; and the values, flaws and form parts that they share."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from assessments.items.types.base import ItemType


def _discover() -> Iterator[ItemType]:
    """Yield an instance of each class in this package that defines a code."""
    for module in iter_modules(__path__):
        names = vars(import_module(f"{__name__}.{module.name}"))
        for value in names.values():
            if isinstance(value, type) and issubclass(value, ItemType) and "code" in vars(value):
                yield value()


ITEM_TYPES = {kind.code: kind for kind in _discover()}
TYPE_OF_SOURCE = {kind.source_type: kind for kind in ITEM_TYPES.values()}
