"""How a part of several right options counts, in one word of a file: `per-option 50-80`. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

from assessments.exchange.reading import ItemRejected

WRITTEN: Final = re.compile(r"^(right-minus-wrong|per-option|all-or-nothing)(?: (\d+)-(\d+))?$")
USUAL: Final = "right-minus-wrong"
WHOLE: Final = 100


def written_rule(key: Mapping[str, Any]) -> str:
    """Empty for the usual rule without bounds."""
    rule = str(key.get("partial") or USUAL)
    low, high = int(key.get("partial_from") or 0), int(key.get("partial_to") or WHOLE)
    bounds = f" {low}-{high}" if (low, high) != (0, WHOLE) else ""
    return f"{rule}{bounds}" if rule != USUAL or bounds else ""


def read_rule(text: str) -> str:
    """As it is written here. Raises ItemRejected."""
    found = WRITTEN.match(" ".join(text.casefold().split()))
    if text and (found is None or any(int(one or 0) > WHOLE for one in found.groups()[1:])):
        raise ItemRejected("scoring-unknown", text)
    return found[0] if found else ""


def rule_entry(rule: str) -> dict[str, Any]:
    """The parts of an entry that say so."""
    found = WRITTEN.match(rule)
    if found is None:
        return {}
    bounds = {"partial_from": found[2], "partial_to": found[3]} if found[2] else {}
    chosen = {"partial": found[1]} if found[1] != USUAL else {}
    return {**chosen, **{name: int(value) for name, value in bounds.items()}}
