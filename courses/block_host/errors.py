"""Errors raised while a block is rendered or called."""

from lms.kernel.errors import Conflict, Expired, NotAllowed, NotFound, Unavailable


class UnitNotFound(NotFound):
    """The unit is not on the page or not in the course version."""

    code = "unit-not-found"


class HandlerNotFound(NotFound):
    """The block has no such handler, or may not be called this way."""

    code = "handler-not-found"


class ResourceNotFound(NotFound):
    """The block has no such public file, or may not run here."""

    code = "resource-not-found"


class BlockNotInstalled(Unavailable):
    """No permitted block of this type is installed; the unit's content stays stored."""

    code = "block-not-installed"


class BlockFailed(Unavailable):
    """The block raised an exception; its stored fields are unchanged."""

    code = "block-failed"


class BlockTooSlow(Unavailable):
    """The block exceeded its time limit; its stored fields are unchanged."""

    code = "block-too-slow"


class BlockOutOfMemory(Unavailable):
    """The block exceeded the memory limit of the sandbox check."""

    code = "block-too-greedy"


class BlockTooLarge(Unavailable):
    """The block's response or stored fields exceed the size limit."""

    code = "block-too-large"


class BlockWithoutForm(NotFound):
    """The block has no `studio_view`."""

    code = "block-without-form"


class HandlerForAuthors(NotAllowed):
    """Only authors may call studio handlers."""

    code = "handler-for-authors"


class FieldReadOnly(NotAllowed):
    """Content fields are read-only for learners."""

    code = "field-read-only"


class BlockStateChanged(Conflict):
    """Another request has stored the same fields since they were read. Callers may retry."""

    code = "block-state-changed"


class HandlerTokenInvalid(NotAllowed):
    """The signature or the content of a handler token is invalid."""

    code = "handler-token-invalid"


class HandlerTokenExpired(Expired):
    """The handler token is older than its lifetime."""

    code = "handler-token-expired"
