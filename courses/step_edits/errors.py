"""Errors of drafts of steps."""

from lms.kernel.errors import Conflict, NotFound


class StepNotFound(NotFound):
    """The newest version of the course has no such step."""

    code = "step-not-found"


class StepChanged(Conflict):
    """Another author has saved, discarded or published this step since it was opened."""

    code = "step-changed"


class DraftNotPublishable(Conflict):
    """There is no draft, or something in it has to be settled first."""

    code = "draft-not-publishable"


class VersionExists(Conflict):
    """An earlier version has the same texts, label and sentences."""

    code = "version-exists"


class DraftChanged(Conflict):
    """The draft or the newest version is not the one that the author has looked at."""

    code = "draft-changed"
