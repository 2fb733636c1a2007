"""Numbers of people by key: adding them up, and their form in JSON. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def numbers_as_json(numbers: Mapping[float, int]) -> list[list[float]]:
    """Return people by value as pairs; JSON objects have no numbers as keys."""
    return [[value, n] for value, n in sorted(numbers.items())]


def numbers_from_json(pairs: Iterable[Sequence[float]]) -> dict[float, int]:
    """Return people by value, of what `numbers_as_json` returned."""
    return {float(value): int(n) for value, n in pairs}


def add_numbers(first: Mapping[float, int], second: Mapping[float, int]) -> dict[float, int]:
    """Return the people of two groups by value."""
    return add_all((first, second))


def add_all(counts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    """Return the people of several groups by key."""
    return combine(counts, int.__add__)


def combine(
    mappings: Iterable[Mapping[Key, Value]], add: Callable[[Value, Value], Value]
) -> dict[Key, Value]:
    """Return all keys of some mappings; `add` adds up values of the same key."""
    combined: dict[Key, Value] = {}
    for mapping in mappings:
        for key, value in mapping.items():
            combined[key] = add(combined[key], value) if key in combined else value
    return combined
