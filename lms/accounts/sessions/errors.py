"""Errors of sessions."""

from lms.kernel.errors import NotFound


class SessionNotFound(NotFound):
    code = "session-not-found"
