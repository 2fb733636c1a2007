"""Errors of invitations."""

from lms.kernel.errors import Conflict, Expired, NotFound


class InvitationNotFound(NotFound):
    """Unknown invitation, or its organisation is not approved."""

    code = "invitation-not-found"


class InvitationUsed(Conflict):
    """The invitation was used."""

    code = "invitation-used"


class InvitationExpired(Expired):
    """The invitation has expired or was revoked."""

    code = "invitation-expired"


class InvitationForAnother(Conflict):
    """The invitation is for another person than the one who is signed in."""

    code = "invitation-for-another"
