"""How many learners a figure needs before it may be shown or used. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

SHOWN_FROM: Final = 10
PRECISE_FROM: Final = 30
ITEMS_FROM: Final = 30
DECISIONS_FROM: Final = 100

Precision = Literal["suppressed", "imprecise", "ok"]
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Minimums:
    """The least numbers of learners. `LIFTED` is for people who hold the file anyway."""

    shown: int = SHOWN_FROM
    items: int = ITEMS_FROM
    decisions: int = DECISIONS_FROM

    def precision(self, n: int) -> Precision:
        if n < self.shown:
            return "suppressed"
        return "imprecise" if n < PRECISE_FROM else "ok"


STANDARD: Final = Minimums()
LIFTED: Final = Minimums(shown=1, items=2)


def suppressed_groups(counts: Mapping[Group, int], *, least: int = SHOWN_FROM) -> set[Group]:
    """Groups that must not be shown, so that no total gives a small one away.

    A single small group could be found by subtraction: the next smallest goes with it, until at
    least two are hidden that have `least` learners between them.
    """
    hidden = {group for group, n in counts.items() if n < least}
    others = sorted((group for group in counts if group not in hidden), key=lambda g: counts[g])
    while hidden and others and (len(hidden) == 1 or sum(counts[g] for g in hidden) < least):
        hidden.add(others.pop(0))
    return hidden
