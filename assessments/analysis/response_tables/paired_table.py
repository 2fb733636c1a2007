"""A table of two occasions: each learner before and after. Pure.

Either one row a learner with the columns pre and post, or one row for each time a learner sat the
test, with the column occasion and one column an item.
"""

from collections.abc import Mapping
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
    """Scores by occasion, and the points of each item by occasion; what is missing is not there."""

    learner: str
    scores: Mapping[str, float]
    items: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PairedTable:
    """`keys` is empty where the file holds scores only. `highest` is the most points.

    `unanswered` counts the rows without an answer to any item that was asked.
    """

    learners: tuple[PairedLearner, ...]
    highest: float
    keys: tuple[ItemKey, ...] = ()
    ignored: tuple[str, ...] = ()
    unanswered: int = 0


def read_paired_table(
    sheet: Sheet, keys: Mapping[str, ItemKey] | None = None, *, highest: float = 100.0
) -> PairedTable:
    """Raises TableProblem. `highest` is that of scores; items bring their own points."""
    found = columns.column_indexes(sheet, columns.COLUMN_NAMES)
    columns.require_column(found, columns.LEARNER)
    if "occasion" in found:
        return _from_items(sheet, found, keys)
    columns.require_column(found, "pre")
    columns.require_column(found, "post")
    return _from_scores(sheet, found, highest)


def _from_scores(sheet: Sheet, found: Mapping[str, int], highest: float) -> PairedTable:
    names = columns.read_learners(sheet, found[columns.LEARNER])
    learners = []
    for name, row in zip(names, sheet.rows, strict=True):
        scores = {
            occasion: columns.read_number_within(sheet, row, found[occasion], highest=highest)
            for occasion in ("pre", "post")
        }
        given = {occasion: value for occasion, value in scores.items() if value is not None}
        learners.append(PairedLearner(name, given, {}, _dimensions(row, found)))
    used = set(found.values())
    ignored = tuple(h for place, h in enumerate(sheet.headings) if place not in used)
    return PairedTable(tuple(learners), highest, (), ignored)


def _from_items(
    sheet: Sheet, found: Mapping[str, int], keys: Mapping[str, ItemKey] | None
) -> PairedTable:
    wanted = find_item_columns(sheet, keys, taken=found.values())
    items = {
        name: read_item_column(sheet, sheet.rows, place, (keys or {}).get(name, ItemKey(name)))
        for name, place in wanted.items()
    }
    gathered: dict[str, PairedLearner] = {}
    highest: set[float] = set()
    unanswered = 0
    for number, row in enumerate(sheet.rows):
        name, occasion = row.cells[found[columns.LEARNER]], _occasion(row, found)
        if not name:
            raise TableError("learner-missing", line=row.line)
        form = row.cells[found["form"]] if "form" in found else ""
        asked = [item for item in items.values() if item.key.form in ("", form)]
        highest.add(sum(item.key.highest for item in asked))
        unanswered += all(item.is_omitted[number] for item in asked)
        _add_occasion(gathered, name, occasion, row, asked, number, _dimensions(row, found))
    if len(highest) != 1 or 0 in highest:
        raise TableError("forms-differ", points=", ".join(f"{h:g}" for h in sorted(highest)))
    used = {*found.values(), *wanted.values()}
    ignored = tuple(h for place, h in enumerate(sheet.headings) if place not in used)
    all_keys = tuple(item.key for item in items.values())
    learners = tuple(gathered.values())
    return PairedTable(learners, highest.pop(), all_keys, ignored, unanswered)


def _add_occasion(
    gathered: dict[str, PairedLearner],
    name: str,
    occasion: str,
    row: Row,
    asked: list[ItemColumn],
    number: int,
    dimensions: Mapping[str, str],
) -> None:
    points = {item.key.item: item.scores[number] for item in asked}
    known = gathered.get(name, PairedLearner(name, {}))
    if occasion in known.scores:
        raise TableError("occasion-repeated", line=row.line, occasion=occasion)
    gathered[name] = PairedLearner(
        name,
        {**known.scores, occasion: sum(points.values())},
        {**known.items, occasion: points},
        {**dimensions, **{word: said for word, said in known.dimensions.items() if said}},
    )


def _occasion(row: Row, found: Mapping[str, int]) -> str:
    word = row.cells[found["occasion"]]
    if word.casefold() not in OCCASIONS:
        raise TableError("occasion-unknown", line=row.line, value=word[:40])
    return OCCASIONS[word.casefold()]


def _dimensions(row: Row, found: Mapping[str, int]) -> dict[str, str]:
    return {name: row.cells[found[name]] for name in columns.DIMENSIONS if name in found}
