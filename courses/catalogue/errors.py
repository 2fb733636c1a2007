"""Errors of courses and their content."""

from lms.kernel.errors import Conflict, NotAllowed, NotFound


class CourseNotFound(NotFound):
    """No course or course version has this code or id."""

    code = "course-not-found"


class LessonNotFound(NotFound):
    """The course version has no such lesson."""

    code = "lesson-not-found"


class ScenarioNotFound(NotFound):
    """The course version has no such scenario."""

    code = "scenario-not-found"


class KitNotFound(NotFound):
    """The course version has no such kit."""

    code = "kit-not-found"


class CourseClosed(NotAllowed):
    """The version is a draft without an open pilot."""

    code = "course-closed"


class VersionReviewed(Conflict):
    """The version is signed off and open to all, so it cannot have a pilot."""

    code = "version-reviewed"


class PilotNotOpen(Conflict):
    """The version has no open pilot to end."""

    code = "pilot-not-open"
