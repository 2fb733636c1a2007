"""Errors of grading rules."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class GradingRulesUnfit(Invalid):
    """The rules have problems; `rule_problems` lists them."""

    code = "grading-rules-unfit"


class GradingDraftChanged(Conflict):
    """Another author has saved the draft since it was opened."""

    code = "grading-draft-changed"


class NothingToPublish(Conflict):
    """There is no draft, or it equals the published rules."""

    code = "grading-nothing-to-publish"


class CourseNotGraded(NotFound):
    """The course has no published grading rules."""

    code = "course-not-graded"
