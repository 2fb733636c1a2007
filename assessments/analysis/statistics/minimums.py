"""Minimum numbers of learners for showing and using figures. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

MIN_SHOWN: Final = 10
MIN_PRECISE: Final = 30
MIN_FOR_ITEMS: Final = 30
MIN_FOR_DECISIONS: Final = 100

Precision = Literal["suppressed", "imprecise", "ok"]
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Minimums:
    """Minimum numbers of learners. `UNRESTRICTED` is for people who may see the raw file."""

    shown: int = MIN_SHOWN
    items: int = MIN_FOR_ITEMS
    decisions: int = MIN_FOR_DECISIONS

    def precision(self, n: int) -> Precision:
        """Classify a figure that rests on `n` learners."""
        if n < self.shown:
            return "suppressed"
        return "imprecise" if n < MIN_PRECISE else "ok"


STANDARD: Final = Minimums()
UNRESTRICTED: Final = Minimums(shown=1, items=2)


def suppressed_groups(counts: Mapping[Group, int], *, least: int = MIN_SHOWN) -> set[Group]:
    """Return the groups to hide so that no total reveals a small one.

    A single small group could be computed by subtraction. The next smallest is hidden too, until at
    least two groups with `least` learners in total are hidden.
    """
    hidden = {group for group, n in counts.items() if n < least}
    others = sorted((group for group in counts if group not in hidden), key=lambda g: counts[g])
    while hidden and others and (len(hidden) == 1 or sum(counts[g] for g in hidden) < least):
        hidden.add(others.pop(0))
    return hidden
