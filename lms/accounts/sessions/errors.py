"""Errors of sessions."""

from lms.kernel.errors import NotFound


class SessionNotFound(NotFound):
    """The person has no such open session."""

    code = "session-not-found"
