"""What can go wrong with a membership."""

from lms.kernel.errors import Conflict, NotFound


class MembershipNotFound(NotFound):
    """Nobody of this organisation, or somebody who has left it."""

    code = "membership-not-found"


class CoordinatorStays(Conflict):
    """Whoever coordinates hands the role over before they leave."""

    code = "coordinator-stays"


class NotJoinedYet(Conflict):
    """The role goes only to somebody who has joined themselves."""

    code = "not-joined-yet"
