"""Plans which people a release of figures may add, so that no release reveals fewer than ten. Pure.

Each person is counted in one cell of each dimension: the cell of their own group, or the pool.
Published are the sums over cells, at each release. Whoever knows all of them can compute every
linear combination, and no other sum of people. `plan_release` chooses the people to add, so that
each combination that is not zero rests on at least `minimum` people:

Let a combination use cells of releases up to release t. On a person whose answers are new at t it
has the value g(person), the sum of the coefficients of their cells at t, since no earlier release
contains these answers. The plan finds a span of such sums of cells: it starts with the cells that
`minimum` people with new answers share. People whose cells differ by something in the span have
values of g that are multiples of each other, so they count together; once they are `minimum`,
their cells join the span. In the end only people whose cells are in the span are added, changed or
removed. So either g is zero for all of them, and the combination says of release t what the one
before said already; or it is not zero for `minimum` people. By induction this holds for all
releases and all dimensions together.

What a person contributes has parts, such as the scores of both tests, which not everybody has.
Ten people who only register would not protect the score of an eleventh. So all this holds for each
part by itself too: a part rests on people who have new answers in that part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.cell_spans import Columns, Span, safe_span
from assessments.analysis.statistics.minimums import MIN_SHOWN

DIMENSIONS: Final = ("role", "province", "organisation", "cohort")
POOL: Final = "~"  # the cell of people whose own group would be too small
UNKNOWN: Final = "-"  # the group of people of whom nothing is known in a dimension
POOLED: Final = tuple(
    tuple(DIMENSIONS.index(name) for name in names)
    for names in (
        (),
        ("cohort",),
        ("role",),
        ("organisation", "cohort"),
        ("role", "organisation", "cohort"),
        ("province", "organisation", "cohort"),
        DIMENSIONS,
    )
)  # dimensions in which a person is pooled, tried in this order
WHOLE: Final = ""  # the part that is the whole contribution
MAX_ROUNDS: Final = 8  # in which people who were left out are tried again

Cells = tuple[str, ...]  # a group or POOL by dimension, in the order of DIMENSIONS


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to people with a release. People with equal moves are treated alike.

    `counted` are the cells in which they are counted now, None if they are new; `groups` are their
    own groups, None if they are to be removed. `is_new_answer` is False if what they contribute was
    published before, so that it protects nobody. `may_pool` allows the pool instead of waiting.
    `new_parts` are the parts of the contribution with new answers, `other_parts` those that are
    removed, published before, or moved to other cells.
    """

    counted: Cells | None
    groups: Cells | None
    is_new_answer: bool = True
    may_pool: bool = False
    new_parts: frozenset[str] = frozenset()
    other_parts: frozenset[str] = frozenset()

    @property
    def parts(self) -> frozenset[str]:
        """All parts whose sums change, and the contribution as a whole."""
        return self.new_parts | self.other_parts | {WHOLE}

    def protects(self, part: str) -> bool:
        """Whether the person has new answers in a part."""
        return self.is_new_answer if part == WHOLE else part in self.new_parts


@dataclass(frozen=True, slots=True)
class Plan:
    """Cells by move of the people who are added or changed, None for people who are removed.

    People whose move is missing wait: they stay counted as they are.
    """

    cells: Mapping[Move, Cells | None]

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be released."""
        return not self.cells


@dataclass(frozen=True, slots=True)
class _Option:
    """New cells, and all cells whose sums change."""

    cells: Cells | None
    touched: tuple[Cells, ...]


def plan_release(people: Mapping[Move, int], *, minimum: int = MIN_SHOWN) -> Plan:
    """Choose the people to add, change and remove. `people` are numbers of people by move.

    Who is left out is tried again beside those chosen, from their own groups on: meanwhile others
    have moved to pools, which then have enough people. A larger choice never makes a safe cell
    unsafe, so whoever is chosen stays so.
    """
    options = {move: _options(move) for move in people}
    columns = Columns()
    chosen: dict[Move, int] = {}
    for _round in range(MAX_ROUNDS):
        larger = _enlarged(columns, people, options, chosen, minimum)
        _drop_unsafe(columns, people, options, larger, minimum)
        if len(larger) <= len(chosen):
            break
        chosen = larger
    return Plan({move: options[move][index].cells for move, index in chosen.items()})


def _enlarged(
    columns: Columns,
    people: Mapping[Move, int],
    options: Mapping[Move, Sequence[_Option]],
    chosen: Mapping[Move, int],
    minimum: int,
) -> dict[Move, int]:
    """Return the moves with the first option that is safe for them, beside those `chosen`."""
    open_moves = people.keys() - chosen.keys()
    larger = {**dict.fromkeys(people, 0), **chosen}
    while open_moves:
        spans = _safe_spans(columns, people, options, larger, minimum)
        open_moves = {m for m in open_moves if not _is_safe(spans, m, options[m][larger[m]])}
        for move in list(open_moves):
            if larger[move] + 1 < len(options[move]):
                larger[move] += 1
            else:
                del larger[move]
                open_moves.discard(move)
    return larger


def _drop_unsafe(
    columns: Columns,
    people: Mapping[Move, int],
    options: Mapping[Move, Sequence[_Option]],
    chosen: dict[Move, int],
    minimum: int,
) -> None:
    """Check the plan by itself: people who wait in the end may have made others look safe."""
    while chosen:
        spans = _safe_spans(columns, people, options, chosen, minimum)
        unsafe = [m for m, index in chosen.items() if not _is_safe(spans, m, options[m][index])]
        if not unsafe:
            return
        for move in unsafe:
            del chosen[move]


def _options(move: Move) -> tuple[_Option, ...]:
    if move.groups is None:
        return (_Option(None, (move.counted,)),) if move.counted else ()
    if move.counted is None:
        pooled = POOLED if move.may_pool else POOLED[:1]
        choices = dict.fromkeys(_pool(move.groups, indexes) for indexes in pooled)
        return tuple(_Option(cells, (cells,)) for cells in choices)
    stays = _Option(move.counted, (move.counted,))
    if move.groups == move.counted:
        return (stays,)
    return (_Option(move.groups, (move.groups, move.counted)), stays)


def _pool(groups: Cells, indexes: Sequence[int]) -> Cells:
    return tuple(POOL if index in indexes else group for index, group in enumerate(groups))


def _is_safe(spans: Mapping[str, Span], move: Move, option: _Option) -> bool:
    return all(spans[part].has_all(option.touched) for part in move.parts)


def _safe_spans(
    columns: Columns,
    people: Mapping[Move, int],
    options: Mapping[Move, Sequence[_Option]],
    chosen: Mapping[Move, int],
    minimum: int,
) -> dict[str, Span]:
    """Return the safe span of each part."""
    parts = {part for move in people for part in move.parts}
    return {
        part: safe_span(columns, _weights(part, people, options, chosen).items(), minimum)
        for part in parts
    }


def _weights(
    part: str,
    people: Mapping[Move, int],
    options: Mapping[Move, Sequence[_Option]],
    chosen: Mapping[Move, int],
) -> dict[Cells, int]:
    """People with new answers in a part, by the cells in which they would be counted."""
    weights: dict[Cells, int] = {}
    for move, index in chosen.items():
        cells = options[move][index].cells if options[move] else None
        if cells is not None and move.protects(part):
            weights[cells] = weights.get(cells, 0) + people[move]
    return weights
