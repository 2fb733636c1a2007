"""What can go wrong when an author says what counts."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class GradingRulesUnfit(Invalid):
    """Rules that nobody could meet, or that cannot be computed. The page says each one."""

    code = "grading-rules-unfit"


class GradingDraftChanged(Conflict):
    """Somebody else has saved the draft since it was opened."""

    code = "grading-draft-changed"


class NothingToPublish(Conflict):
    """There is no draft, or it says what is in force already."""

    code = "grading-nothing-to-publish"


class CourseNotGraded(NotFound):
    """No rules of grades are in force in this course."""

    code = "course-not-graded"
