"""What of a published event counts for a learner. Blocks may publish anything: all is looked at."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """A share of completion, or a grade and its maximum."""

    completion: float | None = None
    grade: tuple[float, float] | None = None


def parse_event(kind: str, data: Mapping[str, Any], *, person: str) -> ProgressUpdate | None:
    """None for what does not count: another kind, another person, figures that are none."""
    about = data.get("user_id")
    if about is not None and str(about) != person:
        return None
    if kind == "progress":  # the older way to say that somebody is done
        return ProgressUpdate(completion=1.0)
    if kind == "completion":
        share = _figure(data.get("completion"))
        return None if share is None else ProgressUpdate(completion=min(max(share, 0.0), 1.0))
    if kind == "grade":
        return _grade(data)
    return None


def _grade(data: Mapping[str, Any]) -> ProgressUpdate | None:
    value, most = _figure(data.get("value")), _figure(data.get("max_value"))
    if value is None or most is None or most < 0:
        return None
    return ProgressUpdate(grade=(min(max(value, 0.0), most), most))


def _figure(value: Any) -> float | None:
    try:
        figure = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return figure if math.isfinite(figure) else None
