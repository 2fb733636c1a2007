"""Which form a learner gets, which items a retake draws, in which order all is shown. Pure."""

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Final, Generic, TypeVar

from assessments.items.types.base import ItemType
from assessments.items.types.values import Content
from assessments.kinds import Arm, Purpose

ARM_BLOCK: Final[tuple[Arm, ...]] = ("AB", "AB", "BA", "BA")
VALUE_LENGTH: Final = 10

Slot = TypeVar("Slot")
Code = TypeVar("Code")


@dataclass(frozen=True, slots=True)
class Shuffle:
    """The order of one attempt: HMAC-SHA256 of the server's key, attempt and slot."""

    key: bytes
    attempt: bytes

    def rank(self, *parts: str) -> bytes:
        text = "|".join(parts).encode()
        return hmac.digest(self.key, self.attempt + b"|" + text, sha256)

    def places(
        self, slots: Iterable[Slot], vignettes: Mapping[Slot, str] | None = None
    ) -> list[Slot]:
        """The slots in the order in which this attempt shows them.

        Slots with one vignette stand together, in the order in which they came.
        """
        cases = vignettes or {}

        def rank(slot: Slot) -> bytes:
            case = cases.get(slot, "")
            return self.rank("case", case) if case else self.rank("order", str(slot))

        return sorted(slots, key=rank)

    def options(self, slot: str, kind: ItemType, content: Content) -> list[list[str]]:
        """Pairs of page value and option id. The value is another one in each attempt and slot."""
        order = kind.shown_order(content, lambda option: self.rank("option", slot, option))
        return [[self._value(slot, option), option] for option in order]

    def _value(self, slot: str, option: str) -> str:
        return self.rank("value", slot, option).hex()[:VALUE_LENGTH]


def next_arm(block: Sequence[Arm], chance: Random) -> Arm:
    """The arm of the next learner of a cohort, given those of the block of 4 that is being filled.

    In each block two learners get AB and two BA in random order, so that the two never differ
    by more than 2 in a cohort of any size.
    """
    left = list(ARM_BLOCK)
    for arm in block:
        left.remove(arm)
    return chance.choice(left)


def form_for_arm(purpose: Purpose, arm: Arm) -> str:
    """Pre-test and first post-test are the two letters of the arm."""
    return arm[0] if purpose == "pre" else arm[1]


def draw_retake(
    pool: Mapping[str, Collection[Code]],
    seen: Collection[Code],
    chance: Random,
    vignettes: Mapping[Code, str] | None = None,
) -> dict[str, Code]:
    """One item for each slot of the blueprint; one that the learner has not met comes first.

    Where items of a slot ask about a case (`vignettes`, by item), a case that is drawn is drawn
    whole, for all slots that it fills; of several, the one of which the learner has met least.
    """
    draw = _Draw(pool, seen, chance, vignettes or {})
    drawn: dict[str, Code] = {}
    for slot in pool:
        if slot not in drawn:
            case = draw.case_for(slot, drawn)
            for place in draw.slots_of(case) if case else [slot]:
                drawn.setdefault(place, draw.item_for(place, case))
    return {slot: drawn[slot] for slot in pool}


@dataclass(frozen=True, slots=True)
class _Draw(Generic[Code]):
    pool: Mapping[str, Collection[Code]]
    seen: Collection[Code]
    chance: Random
    cases: Mapping[Code, str]

    def case_for(self, slot: str, drawn: Collection[str]) -> str:
        """Empty for an item without a case."""
        names = sorted({self.cases.get(item, "") for item in self.pool[slot]})
        whole = [n for n in names if not n or not any(s in drawn for s in self.slots_of(n))]
        met = {name: self._share_met(slot, name) for name in whole or names}
        least = [name for name, share in met.items() if share == min(met.values())]
        return self.chance.choice(least) if len(least) > 1 else least[0]

    def item_for(self, slot: str, case: str) -> Code:
        fitting = [item for item in self.pool[slot] if self.cases.get(item, "") == case]
        fresh = [item for item in fitting if item not in self.seen]
        return self.chance.choice(fresh or fitting)

    def slots_of(self, case: str) -> list[str]:
        return [s for s, items in self.pool.items() if case in map(self.cases.get, items)]

    def _share_met(self, slot: str, case: str) -> float:
        """Of a case, the share of its items; without one, whether nothing fresh is left."""
        if not case:
            return float(all(i in self.seen for i in self.pool[slot] if not self.cases.get(i)))
        own = [item for items in self.pool.values() for item in items]
        own = [item for item in own if self.cases.get(item) == case]
        return sum(item in self.seen for item in own) / len(own)
