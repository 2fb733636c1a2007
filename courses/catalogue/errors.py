"""What can go wrong with a course and what stands in it."""

from lms.kernel.errors import Conflict, NotAllowed, NotFound


class CourseNotFound(NotFound):
    code = "course-not-found"


class LessonNotFound(NotFound):
    code = "lesson-not-found"


class ScenarioNotFound(NotFound):
    code = "scenario-not-found"


class KitNotFound(NotFound):
    code = "kit-not-found"


class CourseClosed(NotAllowed):
    """A draft that no pilot has opened."""

    code = "course-closed"


class VersionReviewed(Conflict):
    """Experts have signed the version off: it is open to all, and has no pilot any more."""

    code = "version-reviewed"


class PilotNotOpen(Conflict):
    """No pilot of this version is open that could be ended."""

    code = "pilot-not-open"
