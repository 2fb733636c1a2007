"""Read model of follow-ups: who answered, their scores, and whether the course did harm."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.gain_counts import change_of_sums
from assessments.analysis.group_counts import (
    FollowUpCounts,
    GroupCounts,
    PairSums,
    asked_stage,
    rated_stage,
    tested_stage,
)
from assessments.analysis.outcomes.follow_up_marks import MarkCounts
from assessments.analysis.outcomes.shown_cells import hidden_tables
from assessments.analysis.statistics.minimums import STANDARD, Precision, suppressed_groups
from assessments.analysis.statistics.paired_tests import MeanChange, mean_change_of_sums
from assessments.analysis.statistics.proportions import Share, wilson
from assessments.evaluation.scales import Question, read_scale_forms
from lms.workflows.evaluation.figures import EVERYONE, LEAST, Groups
from lms.workflows.evaluation.overview import PAIRS, Choice, Overview, Released, read_page

NO_ANSWER: Final = ""  # the option of people who left a question out


@dataclass(frozen=True, slots=True)
class LaterScores:
    """Scores of `n` people in the test of a follow-up, in per cent, without any comparison.

    They are not set beside scores of the course: the questions are others. Scores of two tests are
    put on one scale by people of whom chance decides who takes which test, by people who take both
    at one time, or by common questions (Kolen and Brennan 2014, section 1.4). Here the same people
    take both tests, but months apart, and what changed meanwhile is the question; and no question
    stands in both. Estimates of the Rasch model are not unique either if the answers fall into two
    sets without a common person or question (Fischer 1981, Psychometrika 46, 59-77), as they do if
    a person may be of another ability at each time.

    `interval` is Student's of the mean, None for equal scores. `share` at the pass mark is that
    published last, of as many people as it says; groups have none.
    """

    n: int
    mean: float
    interval: MeanChange | None
    share: Share | None

    @property
    def precision(self) -> Precision:
        """Whether `n` is enough for firm figures."""
        return STANDARD.precision(self.n)


@dataclass(frozen=True, slots=True)
class ChangedRatings:
    """The change of the mean rating of `n` people since the course; their means are not shown."""

    n: int
    mean: float
    change: MeanChange | None

    @classmethod
    def of(cls, sums: PairSums) -> "ChangedRatings":
        """Return the change of these sums."""
        return cls(sums.n, (sums.post - sums.pre) / sums.n, change_of_sums(sums))


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with people by option, in order; None for a number that is not shown.

    `concern` is the share of people whose answer tells of harm, of all who were asked; None if it
    is not shown, or if no option is a concern. A group has no `options`.
    """

    question: Question
    n: int
    options: tuple[tuple[str, int | None], ...]
    concern: Share | None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Figures of one follow-up; None for fewer people than the minimum."""

    months: int
    asked: int | None
    tested: int | None
    rated: int | None
    scores: LaterScores | None
    confidence: ChangedRatings | None
    questions: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class FollowUps:
    """All figures of the page, by month; empty before anybody was asked."""

    overview: Overview
    months: tuple[MonthFigures, ...]
    questions: tuple[Question, ...]


def read_follow_ups(
    session: Session, version_id: UUID, choice: Choice, *, language: str, names_groups: bool = True
) -> FollowUps:
    """Read the follow-ups of a course version in at most six queries. Raises CourseNotFound."""
    overview, released = read_page(
        session,
        version_id,
        choice,
        language=language,
        names_groups=names_groups,
        parts=(PAIRS, "flow", "follow_ups"),
    )
    questions = tuple(read_scale_forms(session, version_id).questions.values())
    return compute_follow_ups(overview, released, questions)


def compute_follow_ups(
    overview: Overview, released: Released | None, questions: tuple[Question, ...]
) -> FollowUps:
    """Return all figures that may be shown of the choice. Pure."""
    if released is None:
        return FollowUps(overview, (), questions)
    group_id = overview.choice.group_id
    groups = {} if group_id == EVERYONE else released.groups
    numbers = sorted(
        int(stage.removeprefix("asked-"))
        for stage in released.everyone.flow
        if stage.startswith("asked-")
    )
    marks = released.outcomes.follow_ups if released.outcomes else {}
    view = _View(released.everyone, groups, group_id, marks if group_id == EVERYONE else {})
    return FollowUps(
        overview, tuple(view.month(months, questions) for months in numbers), questions
    )


@dataclass(frozen=True, slots=True)
class _View:
    """Counts of everyone, or of one of the groups, in which what reveals another is hidden."""

    everyone: GroupCounts
    groups: Groups
    group_id: str
    marks: Mapping[str, MarkCounts]

    @property
    def counts(self) -> GroupCounts:
        if not self.groups and self.group_id == EVERYONE:
            return self.everyone
        return self.groups.get(self.group_id, GroupCounts())

    def month(self, months: int, questions: tuple[Question, ...]) -> MonthFigures:
        follow_up = self._follow_up(self.counts, months)
        tested, confidence = follow_up.since_post, follow_up.scale
        by_group = {key: self._follow_up(group, months) for key, group in self.groups.items()}
        has_scores = self._is_shown(tested.n, {key: f.since_post.n for key, f in by_group.items()})
        has_scale = self._is_shown(confidence.n, {key: f.scale.n for key, f in by_group.items()})
        return MonthFigures(
            months=months,
            asked=self._stage(asked_stage(months)),
            tested=self._stage(tested_stage(months)),
            rated=self._stage(rated_stage(months)),
            scores=_later_scores(tested, self.marks.get(str(months))) if has_scores else None,
            confidence=ChangedRatings.of(confidence) if has_scale else None,
            questions=tuple(
                row
                for question in questions
                if (row := self._question(question, follow_up, by_group)) is not None
            ),
        )

    @staticmethod
    def _follow_up(counts: GroupCounts, months: int) -> FollowUpCounts:
        return counts.follow_ups.get(str(months), FollowUpCounts())

    def _stage(self, stage: str) -> int | None:
        n = self.counts.flow.get(stage, 0)
        by_group = {key: group.flow.get(stage, 0) for key, group in self.groups.items()}
        return n if self._is_shown(n, by_group) else None

    def _is_shown(self, n: int, by_group: Mapping[str, int]) -> bool:
        return n >= LEAST and self.group_id not in suppressed_groups(by_group, least=LEAST)

    def _question(
        self, question: Question, counts: FollowUpCounts, by_group: Mapping[str, FollowUpCounts]
    ) -> QuestionRow | None:
        people = counts.answers.get(question.code, {})
        n = sum(people.values())
        if not by_group:
            return _row_of_everyone(question, people, n) if n >= LEAST else None
        tables = {
            key: _concern_cells(question, f.answers.get(question.code, {}))
            for key, f in by_group.items()
        }
        small = {key for key, cells in tables.items() if 0 < sum(cells.values()) < LEAST}
        if n < LEAST or self.group_id in hidden_tables(tables, hidden=small):
            return None
        concerned = tables[self.group_id][True]
        share = wilson(concerned, n) if question.concerns else None
        return QuestionRow(question, n, (), share) if share else None


def _later_scores(sums: PairSums, marks: MarkCounts | None) -> LaterScores:
    """Return what the scores of a follow-up, the later ones of `sums`, say by themselves."""
    interval = mean_change_of_sums(sums.n, sums.post, sums.post_post)
    return LaterScores(sums.n, sums.post / sums.n, interval, marks.share if marks else None)


def _concern_cells(question: Question, people: Mapping[str, int]) -> dict[Hashable, int]:
    cells: dict[Hashable, int] = {True: 0, False: 0}
    for option, n in people.items():
        cells[option in question.concerns] += n
    return cells


def _row_of_everyone(question: Question, people: Mapping[str, int], n: int) -> QuestionRow:
    """Hide options that few chose, and others that would tell their number."""
    order = [*(str(point["id"]) for point in question.content["points"]), NO_ANSWER]
    hidden = suppressed_groups({o: c for o, c in people.items() if c}, least=LEAST)
    options = tuple((o, None if o in hidden else people.get(o, 0)) for o in order)
    rest = {True: 0, False: 0}
    for option in hidden:
        rest[option in question.concerns] += people[option]
    is_shown = all(left == 0 or left >= LEAST for left in rest.values())
    concerned = _concern_cells(question, people)[True]
    share = wilson(concerned, n) if question.concerns and is_shown else None
    return QuestionRow(question, n, options, share)
