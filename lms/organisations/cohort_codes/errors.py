"""What can go wrong with a class code."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotFound


class CohortCodeUnknown(NotFound):
    """Nobody has made this code. A wrong one and one of another organisation read alike."""

    code = "class-code-unknown"


class CohortCodeExpired(Expired):
    """Its time is over, or it was taken back."""

    code = "class-code-over"


class CohortCodeUsedUp(Conflict):
    """As many people as it was made for have joined with it."""

    code = "class-code-used-up"


class CohortCodeBounds(Invalid):
    """It must let in somebody, for some time."""

    code = "class-code-bounds"
