"""Errors of passkeys."""

from lms.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class PasskeyRefused(Invalid):
    """The response of the authenticator is not valid."""

    code = "passkey-refused"


class PasskeyNotFound(NotFound):
    """The person has no such passkey."""

    code = "passkey-not-found"


class PasskeyKnown(Conflict):
    """The passkey is registered already."""

    code = "passkey-known"


class LastWayIn(Conflict):
    """Without this passkey the person could not sign in."""

    code = "last-way-in"


class ProofNeeded(NotAllowed):
    """The person has to authenticate again for this action."""

    code = "proof-needed"
