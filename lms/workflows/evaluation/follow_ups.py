"""Read model of follow-ups: who answered, their scores, and whether the course did harm."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from assessments.analysis.outcomes.answer_cells import AnswerCounts
from assessments.analysis.outcomes.follow_up_marks import MarkCounts
from assessments.analysis.statistics.minimums import STANDARD, Precision, suppressed_groups
from assessments.analysis.statistics.paired_tests import MeanChange, mean_change_of_sums
from assessments.analysis.statistics.proportions import Share
from assessments.evaluation.scales import Question, read_scale_forms
from lms.workflows.evaluation.figures import EVERYONE, LEAST, Groups, stage_number
from lms.workflows.evaluation.overview import PAIRS, Choice, Overview, Released, read_page
from lms.workflows.evaluation.releases.answers import NO_ANSWER, question_key


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
    """A question with people by option, in order, as published last of everybody.

    A number that is not shown is None. `concern` is the share of people whose answer tells of harm,
    of all who were asked; None if no option is a concern.
    """

    question: Question
    n: int
    options: tuple[tuple[str, int | None], ...]
    concern: Share | None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Figures of one follow-up; None for fewer people than the minimum.

    `asked`, `tested` and `rated` differ by whole tens from people whose answers are counted.
    Groups have no `questions`: few of their people may have chosen an answer.
    """

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
    view = _View(released, groups, group_id)
    return FollowUps(
        overview, tuple(view.month(months, questions) for months in numbers), questions
    )


@dataclass(frozen=True, slots=True)
class _View:
    """Counts of everyone, or of one of the groups, in which what reveals another is hidden."""

    released: Released
    groups: Groups
    group_id: str

    @property
    def is_everyone(self) -> bool:
        return self.group_id == EVERYONE

    @property
    def counts(self) -> GroupCounts:
        if self.is_everyone:
            return self.released.everyone
        return self.groups.get(self.group_id, GroupCounts())

    def month(self, months: int, questions: tuple[Question, ...]) -> MonthFigures:
        follow_up = self._follow_up(self.counts, months)
        tested, confidence = follow_up.since_post, follow_up.scale
        by_group = {key: self._follow_up(group, months) for key, group in self.groups.items()}
        has_scores = self._is_shown(tested.n, {key: f.since_post.n for key, f in by_group.items()})
        has_scale = self._is_shown(confidence.n, {key: f.scale.n for key, f in by_group.items()})
        known = tested.n if has_scores else 0
        marks = self.released.marks.get(str(months)) if self.is_everyone else None
        return MonthFigures(
            months=months,
            asked=self._stage(asked_stage(months), known),
            tested=self._stage(tested_stage(months), known),
            rated=self._stage(rated_stage(months), known),
            scores=_later_scores(tested, marks) if has_scores else None,
            confidence=ChangedRatings.of(confidence) if has_scale else None,
            questions=self._questions(months, questions) if self.is_everyone else (),
        )

    @staticmethod
    def _follow_up(counts: GroupCounts, months: int) -> FollowUpCounts:
        return counts.follow_ups.get(str(months), FollowUpCounts())

    def _stage(self, stage: str, known: int) -> int | None:
        return stage_number(self.counts.flow.get(stage, 0), known)

    def _is_shown(self, n: int, by_group: Mapping[str, int]) -> bool:
        return n >= LEAST and self.group_id not in suppressed_groups(by_group, least=LEAST)

    def _questions(self, months: int, questions: tuple[Question, ...]) -> tuple[QuestionRow, ...]:
        published = self.released.answers
        keys = ((question, question_key(str(months), question.code)) for question in questions)
        return tuple(_row(question, published[key]) for question, key in keys if key in published)


def _later_scores(sums: PairSums, marks: MarkCounts | None) -> LaterScores:
    """Return what the scores of a follow-up, the later ones of `sums`, say by themselves."""
    interval = mean_change_of_sums(sums.n, sums.post, sums.post_post)
    return LaterScores(sums.n, sums.post / sums.n, interval, marks.share if marks else None)


def _row(question: Question, answers: AnswerCounts) -> QuestionRow:
    order = [*(str(point["id"]) for point in question.content["points"]), NO_ANSWER]
    options = tuple((option, answers.shown(option)) for option in order)
    share = answers.share(question.concerns) if question.concerns else None
    return QuestionRow(question, answers.n, options, share)
