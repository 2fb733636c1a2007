"""Builds API responses about own attempts, their questions and results."""

from datetime import datetime
from typing import cast

from assessments.items.types.base import Choice, Control, Picture
from assessments.queries import AttemptLine as OwnAttempt
from assessments.queries import AttemptResult, AttemptScale, ItemForm
from lms.api.v1.learning.attempt_schemas import (
    AttemptFacts,
    AttemptLine,
    ChoiceFacts,
    ControlFacts,
    ObjectiveResult,
    PictureFacts,
    QuestionFacts,
    ResultFacts,
)
from lms.api.v1.learning.schemas import TestTask


def attempt_line(attempt: OwnAttempt) -> AttemptLine:
    """Describe an attempt in a list."""
    return AttemptLine(
        id=str(attempt.id),
        task=cast(TestTask, attempt.task),
        number=attempt.number,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        percent=attempt.percent,
        has_passed=attempt.has_passed,
    )


def attempt_facts(attempt: AttemptScale, now: datetime) -> AttemptFacts:
    """Describe an attempt, with its questions while it is open."""
    overview = attempt.map
    is_over = overview.is_over(now)
    is_open = overview.submitted_at is None and not is_over
    answered = {mark.position for mark in overview.marks if mark.is_answered}
    return AttemptFacts(
        id=str(overview.attempt_id),
        version_id=str(overview.context_id),
        task=cast(TestTask, overview.task),
        number=overview.number,
        state="open" if is_open else "over" if is_over else "submitted",
        deadline_at=overview.deadline_at,
        submitted_at=overview.submitted_at,
        questions=[_question(item, item.position in answered) for item in attempt.items]
        if is_open
        else [],
    )


def result_facts(result: AttemptResult) -> ResultFacts:
    """Describe a result."""
    following = result.next_attempt
    return ResultFacts(
        attempt_id=str(result.attempt_id),
        version_id=str(result.context_id),
        task=cast(TestTask, result.task),
        number=result.number,
        submitted_at=result.submitted_at,
        percent=result.percent,
        pass_percent=result.pass_percent,
        has_passed=result.has_passed,
        objectives=[
            ObjectiveResult(objective=row.objective_code, percent=row.percent, level=row.level)
            for row in result.mastery
        ],
        unanswered=list(result.unanswered),
        next_attempt=following.state,
        attempts_remaining=following.attempts_remaining,
        may_retake_at=following.opens_at,
    )


def _question(item: ItemForm, is_answered: bool) -> QuestionFacts:
    return QuestionFacts(
        position=item.position,
        text=item.stem,
        case=item.case.text if item.case else None,
        is_answered=is_answered,
        is_flagged=item.is_flagged,
        controls=[_control(control) for control in item.controls],
        picture=_picture(item.picture or (item.case.picture if item.case else None)),
    )


def _control(control: Control) -> ControlFacts:
    return ControlFacts(
        name=control.name,
        kind=control.kind,
        label=control.label,
        choices=[_choice(choice) for choice in control.choices],
        value=control.value,
        picture=_picture(control.picture),
    )


def _choice(choice: Choice) -> ChoiceFacts:
    return ChoiceFacts(
        value=choice.value,
        text=choice.text,
        is_chosen=choice.is_chosen,
        picture=_picture(choice.picture),
    )


def _picture(picture: Picture | None) -> PictureFacts | None:
    if picture is None:
        return None
    return PictureFacts(
        alt=picture.alt,
        media_type=picture.media_type,
        base64=picture.base64,
        width=picture.width,
        height=picture.height,
    )
