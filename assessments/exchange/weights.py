"""From weights of options to right and wrong. Pure."""

from collections.abc import Sequence
from typing import Final

from assessments.exchange.model import Kind
from assessments.exchange.reading import ItemRejected, Reader

NEARLY: Final = 0.02  # percent: formats round thirds and sixths
WHOLE: Final = 100.0


def right_by_weights(
    reader: Reader, code: str, shares: Sequence[float], *, is_single: bool
) -> Kind:
    """Percent of each option. Our own rule is right minus wrong choices over right ones.

    Other weights are told, and so is partial credit in a single choice, which cannot come.
    """
    right = [share for share in shares if share > 0]
    if is_single:
        if len(right) != 1 and any(share != WHOLE for share in right):
            raise ItemRejected("partial-credit")
        return "single"
    if not right:
        raise ItemRejected("key-missing")
    even = WHOLE / len(right)
    wrong = [share for share in shares if share <= 0]
    is_ours = all(abs(share - even) < NEARLY for share in right)
    if not is_ours or any(abs(share + even) >= NEARLY for share in wrong):
        reader.note("scoring-differs", code)
    return "multiple"
