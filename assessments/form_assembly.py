"""Which form a learner gets, which items a retake draws, in which order all is shown. Pure."""

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Final, TypeVar

from assessments.items.types.base import Content, ItemType
from assessments.kinds import Arm, Purpose

BLOCK: Final[tuple[Arm, ...]] = ("AB", "AB", "BA", "BA")
VALUE_LENGTH: Final = 10

Place = TypeVar("Place")
Code = TypeVar("Code")


@dataclass(frozen=True, slots=True)
class Shuffle:
    """The order of one attempt: HMAC-SHA256 of the server's key, attempt and slot."""

    key: bytes
    attempt: bytes

    def rank(self, *parts: str) -> bytes:
        text = "|".join(parts).encode()
        return hmac.digest(self.key, self.attempt + b"|" + text, sha256)

    def places(self, slots: Iterable[Place]) -> list[Place]:
        """The slots in the order in which this attempt shows them."""
        return sorted(slots, key=lambda slot: self.rank("order", str(slot)))

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
    left = list(BLOCK)
    for arm in block:
        left.remove(arm)
    return chance.choice(left)


def form_of(purpose: Purpose, arm: Arm) -> str:
    """Pre-test and first post-test are the two letters of the arm."""
    return arm[0] if purpose == "pre" else arm[1]


def draw_retake(
    pool: Mapping[str, Collection[Code]], seen: Collection[Code], chance: Random
) -> dict[str, Code]:
    """One item for each slot of the blueprint; one that the learner has not met comes first."""
    drawn = {}
    for slot, items in pool.items():
        fresh = [item for item in items if item not in seen]
        drawn[slot] = chance.choice(fresh or list(items))
    return drawn
