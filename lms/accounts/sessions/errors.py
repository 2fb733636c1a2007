"""What can go wrong with sessions."""

from lms.kernel.errors import NotFound


class SessionNotFound(NotFound):
    code = "session-not-found"
