"""Errors of cohort codes."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotFound


class CohortCodeUnknown(NotFound):
    """No such code. The code of another organisation is reported alike."""

    code = "class-code-unknown"


class CohortCodeExpired(Expired):
    """The code has expired or was revoked."""

    code = "class-code-over"


class CohortCodeUsedUp(Conflict):
    """The maximum number of people have joined with the code."""

    code = "class-code-used-up"


class CohortCodeBounds(Invalid):
    """The number of uses or of days is out of range."""

    code = "class-code-bounds"
