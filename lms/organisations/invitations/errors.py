"""What can go wrong with an invitation."""

from lms.kernel.errors import Conflict, Expired, NotFound


class InvitationNotFound(NotFound):
    code = "invitation-not-found"


class InvitationUsed(Conflict):
    code = "invitation-used"


class InvitationExpired(Expired):
    """Its time is over, or it was taken back."""

    code = "invitation-expired"


class InvitationForAnother(Conflict):
    """Somebody else is signed in than the one who was invited."""

    code = "invitation-for-another"
