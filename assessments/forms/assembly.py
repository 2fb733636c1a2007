"""Assigns forms to learners, draws items of retakes and orders what is shown. Pure."""

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
    """The order of one attempt: HMAC-SHA256 of the server's key, the attempt and the slot."""

    key: bytes
    attempt: bytes

    def rank(self, *parts: str) -> bytes:
        """Return the sort key of a thing named by `parts`."""
        text = "|".join(parts).encode()
        return hmac.digest(self.key, self.attempt + b"|" + text, sha256)

    def order_slots(
        self, slots: Iterable[Slot], vignettes: Mapping[Slot, str] | None = None
    ) -> list[Slot]:
        """Return the slots in the order of this attempt.

        Slots with the same vignette stay together, in their given order.
        """
        cases = vignettes or {}

        def rank(slot: Slot) -> bytes:
            case = cases.get(slot, "")
            return self.rank("case", case) if case else self.rank("order", str(slot))

        return sorted(slots, key=rank)

    def options(self, slot: str, kind: ItemType, content: Content) -> list[list[str]]:
        """Return pairs of page value and option id; values differ between attempts and slots."""
        order = kind.shown_order(content, lambda option: self.rank("option", slot, option))
        return [[self._value(slot, option), option] for option in order]

    def _value(self, slot: str, option: str) -> str:
        return self.rank("value", slot, option).hex()[:VALUE_LENGTH]


def next_arm(block: Sequence[Arm], chance: Random) -> Arm:
    """Return the arm of the next learner of a cohort, given the arms of the incomplete block of 4.

    In each block two learners get AB and two BA in random order, so the numbers of the arms never
    differ by more than 2 in a cohort.
    """
    remaining = list(ARM_BLOCK)
    for arm in block:
        remaining.remove(arm)
    return chance.choice(remaining)


def form_for_arm(purpose: Purpose, arm: Arm) -> str:
    """Return the form of a test: pre-test and first post-test use the two letters of the arm."""
    return arm[0] if purpose == "pre" else arm[1]


def draw_retake(
    pool: Mapping[str, Collection[Code]],
    seen: Collection[Code],
    chance: Random,
    vignettes: Mapping[Code, str] | None = None,
) -> dict[str, Code]:
    """Draw one item per slot of the blueprint, preferring items that the learner has not seen.

    Items may belong to a case (`vignettes`, by item). A case is drawn as a whole, for all slots
    that it fills; among several, the case with the smallest share of seen items.
    """
    draw = _Draw(pool, seen, chance, vignettes or {})
    drawn: dict[str, Code] = {}
    for slot in pool:
        if slot not in drawn:
            case = draw.case_for(slot, drawn)
            for case_slot in draw.slots_of(case) if case else [slot]:
                drawn.setdefault(case_slot, draw.item_for(case_slot, case))
    return {slot: drawn[slot] for slot in pool}


@dataclass(frozen=True, slots=True)
class _Draw(Generic[Code]):
    """State of one draw: the items by slot, the items seen, and the case of each item."""

    pool: Mapping[str, Collection[Code]]
    seen: Collection[Code]
    chance: Random
    cases: Mapping[Code, str]

    def case_for(self, slot: str, drawn: Collection[str]) -> str:
        """Return the case to draw for a slot; empty for an item without a case."""
        names = sorted({self.cases.get(item, "") for item in self.pool[slot]})
        whole = [n for n in names if not n or not any(s in drawn for s in self.slots_of(n))]
        shares = {name: self._share_met(slot, name) for name in whole or names}
        least = [name for name, share in shares.items() if share == min(shares.values())]
        return self.chance.choice(least) if len(least) > 1 else least[0]

    def item_for(self, slot: str, case: str) -> Code:
        """Return a random item of the case for the slot, unseen if possible."""
        candidates = [item for item in self.pool[slot] if self.cases.get(item, "") == case]
        unseen = [item for item in candidates if item not in self.seen]
        return self.chance.choice(unseen or candidates)

    def slots_of(self, case: str) -> list[str]:
        """Return the slots that a case fills."""
        return [s for s, items in self.pool.items() if case in map(self.cases.get, items)]

    def _share_met(self, slot: str, case: str) -> float:
        """Return the share of seen items of a case; without one, 1.0 if no item is unseen."""
        if not case:
            return float(all(i in self.seen for i in self.pool[slot] if not self.cases.get(i)))
        pool_items = (item for items in self.pool.values() for item in items)
        case_items = [item for item in pool_items if self.cases.get(item) == case]
        return sum(item in self.seen for item in case_items) / len(case_items)
