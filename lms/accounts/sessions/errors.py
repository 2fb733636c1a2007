"""Errors of sessions."""

from lms.kernel.errors import NotAllowed, NotFound


class SessionNotFound(NotFound):
    """The person has no such open session."""

    code = "session-not-found"


class RoleNeedsOwnSignIn(NotAllowed):
    """People with a role beyond learner sign in with a password, a passkey or a link only."""

    code = "role-needs-own-sign-in"
