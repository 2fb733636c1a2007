"""Errors of memberships."""

from lms.kernel.errors import Conflict, NotFound


class MembershipNotFound(NotFound):
    """The person is not a member of this organisation."""

    code = "membership-not-found"


class CoordinatorStays(Conflict):
    """A coordinator has to transfer the role before leaving."""

    code = "coordinator-stays"


class NotJoinedYet(Conflict):
    """The role can only be given to a member who has joined."""

    code = "not-joined-yet"
