"""What can go wrong with passkeys."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class PasskeyRefused(Invalid):
    code = "passkey-refused"


class PasskeyNotFound(NotFound):
    code = "passkey-not-found"


class PasskeyKnown(Conflict):
    code = "passkey-known"


class LastWayIn(Conflict):
    """Without it the person could not sign in any more."""

    code = "last-way-in"
