"""Confidence and follow-up as chapters of the report in PDF: sentences, and few pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from lms.web.evaluation import confidence, follow_up_pages
from lms.web.evaluation.follow_up_questions import draw_questions
from lms.web.evaluation.pictures import Picture
from lms.workflows.evaluation.confidence import Confidence
from lms.workflows.evaluation.follow_ups import FollowUps, MonthFigures


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the report with its own result; each sentence has a name, which may be empty."""

    title: str
    sentences: Sequence[tuple[str, str]]
    pictures: Sequence[Picture]


def make_chapters(scale: Confidence, later: FollowUps) -> list[Chapter]:
    """Return the chapters that have figures."""
    return [chapter for chapter in (confidence_chapter(scale), follow_up_chapter(later)) if chapter]


def confidence_chapter(shown: Confidence) -> Chapter | None:
    """Return the change of confidence with its statements, and how reliable the scale is."""
    picture = confidence.draw_statements(shown)
    if shown.whole is None or picture is None:
        return None
    return Chapter(
        confidence.finding(shown),
        [
            ("", confidence.describe_change(shown)),
            ("", str(_("To feel sure is not to be able."))),
            *confidence.describe_reliability(shown),
        ],
        [picture],
    )


def follow_up_chapter(shown: FollowUps) -> Chapter | None:
    """Return who answered, the scores by themselves, and the harm check in sentences."""
    months = [month for month in shown.months if month.scores or month.questions]
    answered = follow_up_pages.draw_answered(shown)
    if not months or answered is None:
        return None
    limits = follow_up_pages.list_limits(shown)
    return Chapter(
        follow_up_pages.finding(shown),
        [
            ("", answered.reading),
            *(line for month in months for line in _lines(month)),
            *limits[:2],
        ],
        [],
    )


def _lines(month: MonthFigures) -> list[tuple[str, str]]:
    when = follow_up_pages.name_month(month.months)
    sentences = follow_up_pages.describe_month(month, has_picture=False)
    lines = [("", sentence) for sentence in sentences]
    shown = [row for row in month.questions if row.concern or not row.question.concerns]
    for picture in draw_questions(replace(month, questions=tuple(shown))):
        lines.append((f"{when}: {picture.finding}.", picture.reading))
    return lines
