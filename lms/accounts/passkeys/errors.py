"""What can go wrong with passkeys."""

from lms.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class PasskeyRefused(Invalid):
    code = "passkey-refused"


class PasskeyNotFound(NotFound):
    code = "passkey-not-found"


class PasskeyKnown(Conflict):
    code = "passkey-known"


class LastWayIn(Conflict):
    """Without it the person could not sign in any more."""

    code = "last-way-in"


class ProofNeeded(NotAllowed):
    """The last proof of who is at the keys is too old for this."""

    code = "proof-needed"
