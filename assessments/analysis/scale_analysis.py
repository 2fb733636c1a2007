"""Reliability of a rating scale from counts: alpha, omega, reverse-keyed statements. Pure.

`TestCounts.points` and `TestCounts.products` determine the covariances of the statements, and these
determine all figures.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.statistics.linear import Matrix
from assessments.analysis.statistics.minimums import STANDARD, Minimums, Precision
from assessments.analysis.statistics.moments import RELATIVE_TOLERANCE, mean, variance
from assessments.analysis.statistics.notes import Note
from assessments.analysis.statistics.one_factor import one_factor
from assessments.analysis.statistics.reliability import alpha_of, feldt_interval


@dataclass(frozen=True, slots=True)
class StatementFigures:
    """Figures of one statement; `mean` is in points after reversing, `loading` standardised."""

    code: str
    is_reversed: bool
    mean: float
    sd: float
    item_rest: float | None
    alpha_if_deleted: float | None
    loading: float | None


@dataclass(frozen=True, slots=True)
class ScaleAnalysis:
    """Figures of a scale of `n` learners; None if undefined or too few learners, with a note."""

    n: int
    precision: Precision
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    omega: float | None
    statements: tuple[StatementFigures, ...]
    notes: tuple[Note, ...]


def analyse_scale(
    counts: TestCounts,
    *,
    lowest: float,
    highest: float,
    reverse_keyed: Collection[str] = (),
    minimums: Minimums = STANDARD,
) -> ScaleAnalysis:
    """Compute all figures of a scale whose statements all learners answered.

    The points of a statement in `reverse_keyed` count as lowest + highest less the points.
    """
    codes = sorted(counts.points)
    precision = minimums.precision(counts.n)
    if counts.n < max(minimums.items, 2) or not codes:
        code = "too-few-to-show" if counts.n < minimums.shown else "too-few-for-items"
        return ScaleAnalysis(counts.n, precision, None, None, None, None, (), (Note(code),))
    signs = [-1.0 if code in reverse_keyed else 1.0 for code in codes]
    covariances = signed_covariances(counts, codes, signs)
    alpha = _alpha(covariances)
    low, high = None, None
    if alpha is not None:
        low, high = feldt_interval(alpha, learners=counts.n, items=len(codes))
    factor = one_factor(covariances)
    statements = [
        StatementFigures(
            code=code,
            is_reversed=sign < 0,
            mean=_mean(counts, code) if sign > 0 else lowest + highest - _mean(counts, code),
            sd=math.sqrt(covariances[index][index]),
            item_rest=_item_rest(covariances, index),
            alpha_if_deleted=_alpha(_without(covariances, index)),
            loading=factor.loadings[index] if factor else None,
        )
        for index, (code, sign) in enumerate(zip(codes, signs, strict=True))
    ]
    analysis = ScaleAnalysis(
        n=counts.n,
        precision=precision,
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        omega=factor.omega if factor else None,
        statements=tuple(statements),
        notes=(),
    )
    is_proper = factor is None or factor.is_proper
    return replace(analysis, notes=tuple(_notes(analysis, minimums, is_proper=is_proper)))


def signed_covariances(counts: TestCounts, codes: Sequence[str], signs: Sequence[float]) -> Matrix:
    """Return the sample covariances of the points of items, each times its sign.

    Raises KeyError if `counts.products` lacks a pair.
    """
    means = [_mean(counts, code) for code in codes]
    covariances = [[0.0] * len(codes) for _code in codes]
    for i, code in enumerate(codes):
        covariances[i][i] = variance(_points(counts, code)) or 0.0
        for j in range(i):
            first, second = sorted((code, codes[j]))
            total = counts.products[first][second]
            shared = (total - counts.n * means[i] * means[j]) / (counts.n - 1)
            covariances[i][j] = covariances[j][i] = signs[i] * signs[j] * shared
    return covariances


def _points(counts: TestCounts, code: str) -> dict[float, float]:
    return {points: sum(totals.values()) for points, totals in counts.points[code].items()}


def _mean(counts: TestCounts, code: str) -> float:
    return mean(_points(counts, code))


def _alpha(covariances: Matrix) -> float | None:
    squares = [row[index] for index, row in enumerate(covariances)]
    return alpha_of(squares, _sum(covariances))


def _sum(covariances: Matrix) -> float:
    """Return the variance of the total; 0.0 if only rounding error remains."""
    whole = math.fsum(value for row in covariances for value in row)
    scale = math.fsum(abs(value) for row in covariances for value in row)
    return whole if whole > RELATIVE_TOLERANCE * scale else 0.0


def _without(covariances: Matrix, dropped: int) -> Matrix:
    rows = [row for index, row in enumerate(covariances) if index != dropped]
    return [[value for index, value in enumerate(row) if index != dropped] for row in rows]


def _item_rest(covariances: Matrix, index: int) -> float | None:
    own = covariances[index][index]
    shared = math.fsum(covariances[index]) - own
    rest = _sum(_without(covariances, index))
    return shared / math.sqrt(own * rest) if own > 0 and rest > 0 else None


def _notes(analysis: ScaleAnalysis, minimums: Minimums, *, is_proper: bool) -> list[Note]:
    notes = []
    if analysis.n < minimums.decisions:
        notes.append(Note("too-few-for-decisions"))
    if len(analysis.statements) == 1:
        notes.append(Note("one-item"))
    if analysis.alpha is None and len(analysis.statements) > 1:
        notes.append(Note("same-total"))
    if analysis.alpha is not None and analysis.alpha < 0:
        notes.append(Note("negative-reliability"))
    if analysis.omega is None:
        notes.append(Note("no-omega"))
    if not is_proper:
        notes.append(Note("improper-factor"))
    for statement in analysis.statements:
        if not statement.sd:
            notes.append(Note("constant-item", statement.code))
        elif statement.item_rest is not None and statement.item_rest < 0:
            notes.append(Note("reverse-keyed", statement.code))
    return notes
