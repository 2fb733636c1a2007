"""Table of two occasions: the scores of each learner before and after. Pure.

The sheet has either one row per learner with the columns pre and post, or one row per attempt with
the column occasion and one column per item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assessments.analysis.response_tables import columns
from assessments.analysis.response_tables.errors import TableError
from assessments.analysis.response_tables.item_table import (
    ItemColumn,
    find_item_columns,
    read_item_column,
)
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.response_tables.sheet import Row, Sheet

OCCASIONS: Final = {
    "pre": "pre",
    "pretest": "pre",
    "pre-test": "pre",
    "prates": "pre",
    "before": "pre",
    "sebelum": "pre",
    "post": "post",
    "posttest": "post",
    "post-test": "post",
    "pascates": "post",
    "after": "post",
    "sesudah": "post",
}


@dataclass(frozen=True, slots=True)
class PairedLearner:
    """Scores by occasion, and points by occasion and item; missing values have no key."""

    learner: str
    scores: Mapping[str, float]
    items: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PairedTable:
    """`keys` is empty if the file holds scores only. Scores are from `lowest` to `highest`.

    `dimensions` are the columns of groups. `unanswered` counts the rows without an answer to any
    item of their form.
    """

    learners: tuple[PairedLearner, ...]
    highest: float
    keys: tuple[ItemKey, ...] = ()
    ignored: tuple[str, ...] = ()
    unanswered: int = 0
    lowest: float = 0.0
    dimensions: tuple[str, ...] = columns.DIMENSIONS


def read_paired_table(
    sheet: Sheet,
    keys: Mapping[str, ItemKey] | None = None,
    *,
    highest: float = 100.0,
    lowest: float = 0.0,
    groups: Sequence[str] = (),
) -> PairedTable:
    """Parse a sheet. Score columns are from `lowest` to `highest`. Raises TableError.

    `groups` names further columns of groups.
    """
    indexes = columns.column_indexes(sheet, columns.COLUMN_NAMES)
    columns.require_column(indexes, columns.LEARNER)
    dimensions: tuple[str, ...] = columns.DIMENSIONS
    for group in groups:
        name, indexes = columns.add_group_column(sheet, indexes, group)
        dimensions = (*(known for known in dimensions if known != name), name)
    if "occasion" in indexes:
        return _from_items(sheet, indexes, keys, dimensions)
    columns.require_column(indexes, "pre")
    columns.require_column(indexes, "post")
    return _from_scores(sheet, indexes, dimensions, highest, lowest)


def _from_scores(
    sheet: Sheet,
    indexes: Mapping[str, int],
    dimensions: tuple[str, ...],
    highest: float,
    lowest: float,
) -> PairedTable:
    names = columns.read_learners(sheet, indexes[columns.LEARNER])
    learners = []
    for name, row in zip(names, sheet.rows, strict=True):
        scores = {
            occasion: columns.read_number_within(
                sheet, row, indexes[occasion], highest=highest, lowest=lowest
            )
            for occasion in ("pre", "post")
        }
        known_scores = {occasion: value for occasion, value in scores.items() if value is not None}
        groups = _dimensions(row, indexes, dimensions)
        learners.append(PairedLearner(name, known_scores, {}, groups))
    used = set(indexes.values())
    ignored = tuple(h for index, h in enumerate(sheet.headings) if index not in used)
    return PairedTable(tuple(learners), highest, (), ignored, lowest=lowest, dimensions=dimensions)


def _from_items(
    sheet: Sheet,
    indexes: Mapping[str, int],
    keys: Mapping[str, ItemKey] | None,
    dimensions: tuple[str, ...],
) -> PairedTable:
    item_indexes = find_item_columns(sheet, keys, taken=indexes.values())
    items = {
        name: read_item_column(sheet, sheet.rows, index, (keys or {}).get(name, ItemKey(name)))
        for name, index in item_indexes.items()
    }
    gathered: dict[str, PairedLearner] = {}
    highest: set[float] = set()
    unanswered, lowest = 0, 0.0
    for row_index, row in enumerate(sheet.rows):
        name, occasion = row.cells[indexes[columns.LEARNER]], _occasion(row, indexes)
        if not name:
            raise TableError("learner-missing", line=row.line)
        form = columns.read_text(row, indexes["form"]) if "form" in indexes else ""
        form_items = [item for item in items.values() if item.key.form in ("", form)]
        highest.add(sum(item.key.highest for item in form_items))
        lowest = min(lowest, sum(item.key.lowest for item in form_items))
        unanswered += all(item.is_omitted[row_index] for item in form_items)
        groups = _dimensions(row, indexes, dimensions)
        _add_occasion(gathered, name, occasion, row, form_items, row_index, groups)
    if len(highest) != 1 or 0 in highest:
        raise TableError("forms-differ", points=", ".join(f"{h:g}" for h in sorted(highest)))
    used = {*indexes.values(), *item_indexes.values()}
    ignored = tuple(h for index, h in enumerate(sheet.headings) if index not in used)
    all_keys = tuple(item.key for item in items.values())
    learners = tuple(gathered.values())
    return PairedTable(learners, highest.pop(), all_keys, ignored, unanswered, lowest, dimensions)


def _add_occasion(
    gathered: dict[str, PairedLearner],
    name: str,
    occasion: str,
    row: Row,
    form_items: list[ItemColumn],
    row_index: int,
    dimensions: Mapping[str, str],
) -> None:
    points = {item.key.item: item.scores[row_index] for item in form_items}
    learner = gathered.get(name, PairedLearner(name, {}))
    if occasion in learner.scores:
        raise TableError("occasion-repeated", line=row.line, occasion=occasion)
    gathered[name] = PairedLearner(
        name,
        {**learner.scores, occasion: sum(points.values())},
        {**learner.items, occasion: points},
        {
            **dimensions,
            **{dimension: value for dimension, value in learner.dimensions.items() if value},
        },
    )


def _occasion(row: Row, indexes: Mapping[str, int]) -> str:
    text = row.cells[indexes["occasion"]]
    if text.casefold() not in OCCASIONS:
        raise TableError("occasion-unknown", line=row.line, value=text[:40])
    return OCCASIONS[text.casefold()]


def _dimensions(row: Row, indexes: Mapping[str, int], dimensions: Sequence[str]) -> dict[str, str]:
    return {name: columns.read_text(row, indexes[name]) for name in dimensions if name in indexes}
