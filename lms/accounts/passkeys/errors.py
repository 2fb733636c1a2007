"""Errors of passkeys."""

from lms.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class PasskeyRefused(Invalid):
    code = "passkey-refused"


class PasskeyNotFound(NotFound):
    code = "passkey-not-found"


class PasskeyKnown(Conflict):
    code = "passkey-known"


class LastWayIn(Conflict):
    """Without this passkey the person could not sign in."""

    code = "last-way-in"


class ProofNeeded(NotAllowed):
    """The person has to authenticate again for this action."""

    code = "proof-needed"
