"""Counts of pairs of what many people have, such as right answers to two items. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final, Generic, TypeVar

BLOCK: Final = 500  # people, one bit each: longer integers take longer to copy
Fact = TypeVar("Fact")


class PairCounter(Generic[Fact]):
    """Counts how many people have each two facts.

    The people of a block are the bits of one integer for each fact: to count the common bits of two
    facts takes a hundredth of the time of going through the pairs of each person.
    """

    def __init__(self) -> None:
        self._bits: dict[Fact, int] = {}
        self._people = 0  # of the block
        self._pairs: Counter[tuple[Fact, Fact]] = Counter()

    def add(self, facts: Iterable[Fact]) -> None:
        """Count one person, who has these facts, each once."""
        bits, bit = self._bits, 1 << self._people
        for fact in facts:
            bits[fact] = bits.get(fact, 0) | bit
        self._people += 1
        if self._people == BLOCK:
            self._count_block()

    def pairs(self) -> Mapping[tuple[Fact, Fact], int]:
        """Return people by pair, each pair in the order in which its facts were met first."""
        self._count_block()
        return self._pairs

    def _count_block(self) -> None:
        for (fact, bits), (other, others) in combinations(self._bits.items(), 2):
            if people := (bits & others).bit_count():
                self._pairs[fact, other] += people
        self._bits = dict.fromkeys(self._bits, 0)
        self._people = 0
