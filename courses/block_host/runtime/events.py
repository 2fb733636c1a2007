"""Validates events that blocks publish, and extracts the progress of the learner from them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """A completion from 0 to 1, or a grade and its maximum."""

    completion: float | None = None
    grade: tuple[float, float] | None = None


def parse_event(kind: str, data: Mapping[str, object], *, person: str) -> ProgressUpdate | None:
    """None for events of another kind or about another person, and for invalid numbers."""
    user_id = data.get("user_id")
    if user_id is not None and str(user_id) != person:
        return None
    if kind == "progress":  # the older event for completion
        return ProgressUpdate(completion=1.0)
    if kind == "completion":
        completion = _finite_number(data.get("completion"))
        if completion is None:
            return None
        return ProgressUpdate(completion=min(max(completion, 0.0), 1.0))
    if kind == "grade":
        return _grade(data)
    return None


def _grade(data: Mapping[str, object]) -> ProgressUpdate | None:
    value = _finite_number(data.get("value"))
    max_value = _finite_number(data.get("max_value"))
    if value is None or max_value is None or max_value < 0:
        return None
    return ProgressUpdate(grade=(min(max(value, 0.0), max_value), max_value))


def _finite_number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]  # TypeError is handled
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
