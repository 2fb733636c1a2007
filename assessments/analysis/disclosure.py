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

Few people have answered a follow-up. Who can be counted without it is counted so, as if they had
not answered yet; for the plan and its proof the follow-up is then an answer that comes later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
NO_GROUP: Final = (POOL,) * len(DIMENSIONS)
MIN_COUNTED: Final = 0.75  # of the people; below, a plan in no groups is tried as well
MAX_ROUNDS: Final = 8  # in which people who were left out are tried again

Cells = tuple[str, ...]  # a group or POOL by dimension, in the order of DIMENSIONS


@dataclass(frozen=True, slots=True)
class Change:
    """What a release changes of the contribution of a person; see `Move`."""

    is_new_answer: bool = True
    new_parts: frozenset[str] = frozenset()
    other_parts: frozenset[str] = frozenset()

    @property
    def parts(self) -> frozenset[str]:
        """All parts whose sums change, and the contribution as a whole."""
        return self.new_parts | self.other_parts | {WHOLE}

    @property
    def protected(self) -> frozenset[str]:
        """The parts with new answers, which protect those of others."""
        return self.new_parts | {WHOLE} if self.is_new_answer else self.new_parts


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to people with a release. People with equal moves are treated alike.

    `counted` are the cells in which they are counted now, None if they are new; `groups` are their
    own groups, None if they are to be removed. `is_new_answer` is False if what they contribute was
    published before, so that it protects nobody. `may_pool` allows the pool instead of waiting.
    `new_parts` are the parts of the contribution with new answers, `other_parts` those that are
    removed, published before, or moved to other cells. `without_follow_ups` is what changes if
    newer follow-ups are held back, None if there are none, or if nothing else is new.
    """

    counted: Cells | None
    groups: Cells | None
    is_new_answer: bool = True
    may_pool: bool = False
    new_parts: frozenset[str] = frozenset()
    other_parts: frozenset[str] = frozenset()
    without_follow_ups: Change | None = None

    @property
    def change(self) -> Change:
        """What changes if nothing is held back."""
        return Change(self.is_new_answer, self.new_parts, self.other_parts)


@dataclass(frozen=True, slots=True)
class Plan:
    """Cells by move of the people who are added or changed, None for people who are removed.

    People whose move is missing wait: they stay counted as they are. Of people in `held_back` newer
    follow-ups wait.
    """

    cells: Mapping[Move, Cells | None]
    held_back: frozenset[Move] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be released."""
        return not self.cells


@dataclass(frozen=True, slots=True)
class _Option:
    """New cells, all cells whose sums change, and what changes."""

    cells: Cells | None
    touched: tuple[Cells, ...]
    parts: frozenset[str]
    protected: frozenset[str]
    is_held_back: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """People with the same move, and their options; to hash a move takes longer than its number."""

    move: Move
    people: int
    options: tuple[_Option, ...]


Chosen = dict[int, int]  # index of the option by number of the candidate
Weights = dict[Cells, int]  # people by their cells


def plan_release(people: Mapping[Move, int], *, minimum: int = MIN_SHOWN) -> Plan:
    """Choose the people to add, change and remove. `people` are numbers of people by move.

    Who is left out is tried again beside those chosen, from their own groups on: meanwhile others
    have moved to pools, which then have enough people. A larger choice never makes a safe cell
    unsafe, so whoever is chosen stays so.

    In a small course some settle in a group that the others would need in the pool. So if many are
    left out, everybody in no group is tried as well, and taken if it counts more people.
    """
    crowd = _Crowd([_Candidate(move, n, _options(move)) for move, n in people.items()], minimum)
    chosen = _enlarge(crowd, {})
    is_small = crowd.people(chosen) < MIN_COUNTED * sum(people.values())
    if is_small and (pooled := crowd.pooled()):
        chosen = max(chosen, _enlarge(crowd, pooled), key=crowd.people)
    options = {crowd.all[n].move: crowd.all[n].options[index] for n, index in chosen.items()}
    return Plan(
        {move: option.cells for move, option in options.items()},
        frozenset(move for move, option in options.items() if option.is_held_back),
    )


def _enlarge(crowd: "_Crowd", first: Chosen) -> Chosen:
    """Choose people, in the first round from the options `first` on, and whoever else fits then."""
    chosen: Chosen = {}
    for _round in range(MAX_ROUNDS):
        larger = crowd.enlarged(chosen or first, chosen)
        crowd.drop_unsafe(larger)
        if len(larger) <= len(chosen):
            break
        chosen = larger
    return chosen


class _Crowd:
    """All people a release could add, change or remove."""

    def __init__(self, candidates: Sequence[_Candidate], minimum: int) -> None:
        self.all = candidates
        self._minimum = minimum
        self._columns = Columns()
        self._parts = {p for candidate in candidates for o in candidate.options for p in o.parts}
        self._spanned: Chosen = {}
        self._spans: dict[str, Span] = {}
        self._weights: dict[str, Weights] = {}

    def people(self, chosen: Chosen) -> int:
        """Return how many people are chosen."""
        return sum(self.all[number].people for number in chosen)

    def pooled(self) -> Chosen:
        """Return the option that is in no group, of those who have one."""
        return {
            number: index
            for number, candidate in enumerate(self.all)
            for index, option in enumerate(candidate.options)
            if option.cells == NO_GROUP and not option.is_held_back
        }

    def enlarged(self, first: Chosen, chosen: Chosen) -> Chosen:
        """Return the first option that is safe for each candidate, beside those `chosen`.

        The options of `first` are the first to be tried.
        """
        larger = {**dict.fromkeys(range(len(self.all)), 0), **first}
        waiting = larger.keys() - chosen.keys()
        while waiting:
            spans = self._safe_spans(larger)
            waiting = {n for n in waiting if not self._is_safe(spans, n, larger[n])}
            for number in list(waiting):
                if larger[number] + 1 < len(self.all[number].options):
                    larger[number] += 1
                else:
                    del larger[number]
                    waiting.discard(number)
        return larger

    def drop_unsafe(self, chosen: Chosen) -> None:
        """Check the plan by itself: people who wait in the end may have made others look safe."""
        while chosen:
            spans = self._safe_spans(chosen)
            unsafe = [n for n, index in chosen.items() if not self._is_safe(spans, n, index)]
            if not unsafe:
                return
            for number in unsafe:
                del chosen[number]

    def _is_safe(self, spans: Mapping[str, Span], number: int, index: int) -> bool:
        option = self.all[number].options[index]
        return all(spans[part].has_all(option.touched) for part in option.parts)

    def _safe_spans(self, chosen: Chosen) -> dict[str, Span]:
        """Return the safe span of each part; those of the last choice are not computed again."""
        if not self._spans or self._spanned != chosen:
            self._spanned, self._spans = chosen.copy(), self._compute_spans(chosen)
        return self._spans

    def _compute_spans(self, chosen: Chosen) -> dict[str, Span]:
        """Compute the safe span of each part, of people with new answers in it.

        They count in the cells of the option that is chosen for them. Parts that the same people
        have, now or in the last choice, have the same span, which takes long to compute.
        """
        weights: dict[str, Weights] = {part: {} for part in self._parts}
        for number, index in chosen.items():
            candidate = self.all[number]
            option = candidate.options[index]
            if (cells := option.cells) is not None:
                for part in option.protected:
                    of_part = weights[part]
                    of_part[cells] = of_part.get(cells, 0) + candidate.people
        known = [(of_part, self._spans[part]) for part, of_part in self._weights.items()]
        spans = {}
        for part, of_part in weights.items():
            equal = (span for people, span in known if people == of_part)
            spans[part] = next(equal, None) or self._compute_span(of_part)
            known.append((of_part, spans[part]))
        self._weights = weights
        return spans

    def _compute_span(self, weights: Weights) -> Span:
        return safe_span(self._columns, weights.items(), self._minimum)


def _options(move: Move) -> tuple[_Option, ...]:
    """All parts in any cells come before fewer parts in the own cells."""
    options = _options_of(move, move.change)
    if move.without_follow_ups is None:
        return options
    held_back = _options_of(move, move.without_follow_ups)
    return (*options, *(replace(option, is_held_back=True) for option in held_back))


def _options_of(move: Move, change: Change) -> tuple[_Option, ...]:
    parts, protected = change.parts, change.protected
    if move.groups is None:
        return (_Option(None, (move.counted,), parts, protected),) if move.counted else ()
    if move.counted is None:
        pooled = POOLED if move.may_pool else POOLED[:1]
        choices = dict.fromkeys(_pool(move.groups, indexes) for indexes in pooled)
        return tuple(_Option(cells, (cells,), parts, protected) for cells in choices)
    stays = _Option(move.counted, (move.counted,), parts, protected)
    if move.groups == move.counted:
        return (stays,)
    return (_Option(move.groups, (move.groups, move.counted), parts, protected), stays)


def _pool(groups: Cells, indexes: Sequence[int]) -> Cells:
    return tuple(POOL if index in indexes else group for index, group in enumerate(groups))
