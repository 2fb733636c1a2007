"""Spaced repetition: when a question returns, and which questions a round asks. Pure.

The best gap grows with the retention interval: Cepeda, Vul, Rohrer, Wixted and Pashler (2008),
Psychological Science 19(11), 1095-1102, doi:10.1111/j.1467-9280.2008.02209.x. Expanding gaps keep
more available on the way, and no less at the end, than equal ones: Kang, Lindsey, Mozer and Pashler
(2014), Psychonomic Bulletin & Review 21, 1544-1550, doi:10.3758/s13423-014-0636-z. Retrieval itself
teaches: Roediger and Karpicke (2006), Psychological Science 17(3), 249-255,
doi:10.1111/j.1467-9280.2006.01693.x. The steps of about 1, 6 and 21 days are this project's choice
within these findings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

GAPS: Final = (timedelta(days=1), timedelta(days=6), timedelta(days=21))

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Card(Generic[Name]):
    """`step` is the number of consecutive right answers; without `due_at` the item is learnt."""

    item: Name
    step: int
    due_at: datetime | None
    answered_at: datetime | None = None


def first_due_at(taught_at: datetime) -> datetime:
    """Return a day after the lesson."""
    return taught_at + GAPS[0]


def schedule_after_answer(
    step: int, *, is_right: bool, now: datetime
) -> tuple[int, datetime | None]:
    """Return the next step and due time: the next gap, or the first one after a mistake.

    The first right answer, a day after the lesson, leads to the second gap; the third in a row ends
    practice of the question.
    """
    if not is_right:
        return 0, now + GAPS[0]
    next_step = step + 1
    return next_step, now + GAPS[next_step] if next_step < len(GAPS) else None


def choose_questions(cards: Iterable[Card[Name]], *, now: datetime, count: int) -> list[Name]:
    """Choose the items of a round: due ones first, the longest due first.

    If too few are due: then items not seen yet, items due next, and learnt items, the oldest first.
    """
    ranked = sorted(cards, key=lambda card: _rank(card, now))
    return [card.item for card in ranked[:count]]


def _rank(card: Card[Name], now: datetime) -> tuple[int, float]:
    if card.due_at is not None and card.due_at <= now:
        return 0, card.due_at.timestamp()
    if card.answered_at is None:
        return 1, card.due_at.timestamp() if card.due_at else 0.0
    if card.due_at is not None:
        return 2, card.due_at.timestamp()
    return 3, card.answered_at.timestamp()
