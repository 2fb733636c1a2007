"""What can go wrong with a claim to coordinate."""

from lms.kernel.errors import Conflict, NotFound


class ClaimNotFound(NotFound):
    code = "claim-not-found"


class ClaimDecided(Conflict):
    """Somebody has decided on it already."""

    code = "claim-decided"


class ClaimPending(Conflict):
    """The person has asked already, and waits for an answer."""

    code = "claim-stands"


class OwnClaim(Conflict):
    """Nobody decides on a claim of their own."""

    code = "own-claim"
