"""Rules of partial credit as text in files, such as `per-option 50-80`. Pure."""

import re
from typing import Final

from assessments.exchange.reading import ItemRejected
from assessments.items.types.values import Key

WRITTEN: Final = re.compile(r"^(right-minus-wrong|per-option|all-or-nothing)(?: (\d+)-(\d+))?$")
DEFAULT_RULE: Final = "right-minus-wrong"
WHOLE: Final = 100


def format_rule(key: Key) -> str:
    """Return the rule of a key as text; empty for the default rule without bounds."""
    rule = str(key.get("partial") or DEFAULT_RULE)
    low, high = int(key.get("partial_from") or 0), int(key.get("partial_to") or WHOLE)
    bounds = f" {low}-{high}" if (low, high) != (0, WHOLE) else ""
    return f"{rule}{bounds}" if rule != DEFAULT_RULE or bounds else ""


def parse_rule(text: str) -> str:
    """Return a rule in normal form. Raises ItemRejected."""
    rule = WRITTEN.match(" ".join(text.casefold().split()))
    if text and (rule is None or any(int(bound or 0) > WHOLE for bound in rule.groups()[1:])):
        raise ItemRejected("scoring-unknown", text)
    return rule[0] if rule else ""


def build_rule_fields(rule: str) -> dict[str, str | int]:
    """Return the fields of an entry for a rule."""
    parts = WRITTEN.match(rule)
    if parts is None:
        return {}
    bounds = {"partial_from": parts[2], "partial_to": parts[3]} if parts[2] else {}
    chosen = {"partial": parts[1]} if parts[1] != DEFAULT_RULE else {}
    return {**chosen, **{name: int(value) for name, value in bounds.items()}}
