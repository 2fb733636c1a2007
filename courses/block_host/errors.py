"""What can go wrong when a block is shown or called."""

from lms.kernel.errors import Conflict, Expired, NotAllowed, NotFound, Unavailable


class UnitNotFound(NotFound):
    code = "unit-not-found"


class HandlerNotFound(NotFound):
    code = "handler-not-found"


class ResourceNotFound(NotFound):
    code = "resource-not-found"


class BlockNotInstalled(Unavailable):
    """No allowed block of this type; the unit's content is kept."""

    code = "block-not-installed"


class BlockFailed(Unavailable):
    """The block itself raised something; what it kept is left as it was."""

    code = "block-failed"


class BlockTooSlow(Unavailable):
    """The block took longer than it may; what it kept is left as it was."""

    code = "block-too-slow"


class BlockOutOfMemory(Unavailable):
    """The block wanted more memory than it may have where it is tried."""

    code = "block-too-greedy"


class BlockTooLarge(Unavailable):
    """The block's answer, or what it would keep, is larger than it may be."""

    code = "block-too-large"


class BlockWithoutForm(NotFound):
    """The block offers no view in which an author could change it."""

    code = "block-without-form"


class HandlerForAuthors(NotAllowed):
    """Handlers of the studio are called by authors only."""

    code = "handler-for-authors"


class FieldReadOnly(NotAllowed):
    """Learners may not change what a course says."""

    code = "field-read-only"


class BlockStateChanged(Conflict):
    """Another request has saved the same fields in between; a new try sees them."""

    code = "block-state-changed"


class HandlerTokenInvalid(NotAllowed):
    code = "handler-token-invalid"


class HandlerTokenExpired(Expired):
    code = "handler-token-expired"
