"""Errors of claims to coordinate."""

from lms.kernel.errors import Conflict, NotFound


class ClaimNotFound(NotFound):
    """No claim has this id."""

    code = "claim-not-found"


class ClaimDecided(Conflict):
    """The claim was decided already."""

    code = "claim-decided"


class ClaimPending(Conflict):
    """The person has an open claim to this organisation."""

    code = "claim-stands"


class OwnClaim(Conflict):
    """Nobody may decide on their own claim."""

    code = "own-claim"
