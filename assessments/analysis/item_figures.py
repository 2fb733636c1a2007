"""Figures of an item analysis: of the whole test, of each item and of its options.

Field names are those of `payung stats items --json`; docs/reference/statistics.md defines each.
"""

from dataclasses import asdict, dataclass

from assessments.analysis.differential_groups import GroupedItem
from assessments.analysis.statistics.discrimination import OptionFigures
from assessments.analysis.statistics.minimums import Precision
from assessments.analysis.statistics.notes import Note


@dataclass(frozen=True, slots=True)
class WholeTest:
    """Figures of the total score, in points. `sem` is the standard error of measurement.

    `least` and `most` belong to single learners: None for standard minimums.
    """

    n: int
    highest: float
    mean: float
    sd: float | None
    least: float | None
    most: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    kr20: float | None
    sem: float | None


@dataclass(frozen=True, slots=True)
class Seconds:
    """Time spent on an item by `n` learners, in seconds."""

    n: int
    median: float
    lower_quartile: float
    upper_quartile: float


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Figures of one item; `difficulty` is in logits."""

    item: str
    objective: str
    n: int
    highest: float
    facility: float
    facility_low: float | None
    facility_high: float | None
    item_rest: float | None
    upper: float | None
    lower: float | None
    upper_lower: float | None
    alpha_if_deleted: float | None
    omitted: int
    omitted_share: float
    seconds: Seconds | None
    options: tuple[OptionFigures, ...]
    difficulty: float | None
    difficulty_error: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """Result of `analyse_items`."""

    learners: int
    items: int
    precision: Precision
    is_for_decisions: bool
    test: WholeTest | None
    item_figures: tuple[ItemFigures, ...]
    rasch_learners: int | None
    differential: tuple[GroupedItem, ...]
    ignored_columns: tuple[str, ...]
    notes: tuple[Note, ...]

    def as_json(self) -> dict[str, object]:
        """Return the fields as JSON-compatible types."""
        return asdict(self)
