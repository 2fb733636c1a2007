"""Errors of recording progress."""

from lms.kernel.errors import Invalid


class LessonNotSkippable(Invalid):
    """Only a lesson on a crisis (content warning 2) may be skipped with equal credit."""

    code = "lesson-not-skippable"


class StepNotSkippable(Invalid):
    """Only some steps of lessons on a crisis may be skipped."""

    code = "step-not-skippable"


class StepsRemaining(Invalid):
    """A lesson is finished only when its required activities were tried to the end."""

    code = "steps-remaining"
