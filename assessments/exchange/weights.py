"""Derives right options from the weights that other formats give to options. Pure."""

from collections.abc import Sequence
from typing import Final

from assessments.exchange.model import Kind
from assessments.exchange.reading import ItemRejected, Reader

TOLERANCE: Final = 0.02  # percent: formats round thirds and sixths
WHOLE: Final = 100.0


def kind_by_weights(reader: Reader, code: str, shares: Sequence[float], *, is_single: bool) -> Kind:
    """Return the kind of choice; `shares` is the percent of each option.

    The default rule is right minus wrong choices over right ones. Other weights get a note.
    Raises ItemRejected for partial credit in a single choice.
    """
    right = [share for share in shares if share > 0]
    if is_single:
        if len(right) != 1 and any(share != WHOLE for share in right):
            raise ItemRejected("partial-credit")
        return "single"
    if not right:
        raise ItemRejected("key-missing")
    equal_share = WHOLE / len(right)
    wrong = [share for share in shares if share <= 0]
    is_default = all(abs(share - equal_share) < TOLERANCE for share in right)
    if not is_default or any(abs(share + equal_share) >= TOLERANCE for share in wrong):
        reader.note("scoring-differs", code)
    return "multiple"
