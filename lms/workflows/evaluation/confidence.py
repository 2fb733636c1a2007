"""Read model of confidence: the scale before and after, by statement, and its reliability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.gain_counts import change_of_sums
from assessments.analysis.group_counts import GroupCounts, PairSums, TestCounts
from assessments.analysis.outcomes.answer_cells import AnswerCounts
from assessments.analysis.scale_analysis import ScaleAnalysis, analyse_scale
from assessments.analysis.statistics.minimums import STANDARD, Precision, suppressed_groups
from assessments.analysis.statistics.paired_tests import MeanChange
from assessments.analysis.statistics.proportions import Share
from assessments.evaluation.scales import ScaleForms, Statement, read_scale_forms
from lms.workflows.evaluation.figures import EVERYONE, LEAST, Groups
from lms.workflows.evaluation.overview import PAIRS, Choice, Overview, Released, read_page
from lms.workflows.evaluation.releases.answers import SURE, statement_key


@dataclass(frozen=True, slots=True)
class MeanRatings:
    """Mean points of `n` people before and after; `change` is None if all changes are equal."""

    n: int
    pre: float
    post: float
    change: MeanChange | None

    @property
    def precision(self) -> Precision:
        """Whether `n` is enough for firm figures."""
        return STANDARD.precision(self.n)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement with its mean points, and the shares of people who are sure.

    The shares are those published last, perhaps of fewer people; None if not shown.
    """

    statement: Statement
    ratings: MeanRatings
    sure_before: Share | None
    sure_after: Share | None


@dataclass(frozen=True, slots=True)
class Confidence:
    """All figures of the page; `whole` is None if too few people answered the scale twice.

    `before` and `after` have the reliability of the scale, of everyone only.
    """

    overview: Overview
    lowest: float
    highest: float
    whole: MeanRatings | None
    statements: tuple[StatementRow, ...]
    before: ScaleAnalysis | None
    after: ScaleAnalysis | None
    has_scale: bool


def read_confidence(
    session: Session, version_id: UUID, choice: Choice, *, language: str, names_groups: bool = True
) -> Confidence:
    """Read the confidence of a course version in at most six queries. Raises CourseNotFound."""
    overview, released = read_page(
        session,
        version_id,
        choice,
        language=language,
        names_groups=names_groups,
        parts=(PAIRS, "scale"),
    )
    return compute_confidence(overview, released, read_scale_forms(session, version_id))


def compute_confidence(
    overview: Overview, released: Released | None, forms: ScaleForms
) -> Confidence:
    """Return all figures that may be shown of the choice. Pure."""
    lowest, highest = _ends(forms)
    nothing = Confidence(overview, lowest, highest, None, (), None, None, bool(forms.statements))
    choice = overview.choice
    if released is None:
        return nothing
    is_everyone = choice.group_id == EVERYONE
    counts = released.everyone
    if not is_everyone:
        counts = released.groups.get(choice.group_id, GroupCounts())
        if choice.group_id in _small_groups(released.groups):
            return nothing
    if counts.scale.n < LEAST:
        return nothing
    scales = counts.scales if is_everyone else {}
    rows = [
        _row(statement, counts.confidence[statement.code], released.answers if is_everyone else {})
        for statement in forms.statements.values()
        if statement.code in counts.confidence
    ]
    return Confidence(
        overview=overview,
        lowest=lowest,
        highest=highest,
        whole=mean_ratings(counts.scale),
        statements=tuple(rows),
        before=_analyse(scales.get("before"), lowest, highest),
        after=_analyse(scales.get("after"), lowest, highest),
        has_scale=True,
    )


def mean_ratings(sums: PairSums) -> MeanRatings:
    """Return the means of two occasions and the change between them."""
    return MeanRatings(sums.n, sums.pre / sums.n, sums.post / sums.n, change_of_sums(sums))


def _ends(forms: ScaleForms) -> tuple[float, float]:
    points = [
        float(point["id"])
        for statement in forms.statements.values()
        for point in statement.content["points"]
    ]
    return min(points, default=0.0), max(points, default=1.0)


def _small_groups(groups: Groups) -> set[str]:
    return suppressed_groups({key: group.scale.n for key, group in groups.items()}, least=LEAST)


def _row(statement: Statement, sums: PairSums, answers: Mapping[str, AnswerCounts]) -> StatementRow:
    before, after = (
        _sure(answers.get(statement_key(time, statement.code))) for time in ("before", "after")
    )
    return StatementRow(statement, mean_ratings(sums), before, after)


def _sure(counts: AnswerCounts | None) -> Share | None:
    """Return the share of people at the upper points, as published last; None if few are."""
    if counts is None:
        return None
    share = counts.share([SURE])
    return share if min(share.count, share.n - share.count) >= LEAST else None


def _analyse(counts: TestCounts | None, lowest: float, highest: float) -> ScaleAnalysis | None:
    """Points are those after reversing, so that no statement is reversed here."""
    return analyse_scale(counts, lowest=lowest, highest=highest) if counts else None


def sort_by_change(rows: Sequence[StatementRow]) -> list[StatementRow]:
    """Return the statements with the largest rise first."""
    return sorted(rows, key=lambda row: row.ratings.pre - row.ratings.post)
