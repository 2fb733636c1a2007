"""Errors of block drafts."""

from lms.kernel.errors import Invalid, NotFound


class BlockDraftNotFound(NotFound):
    """There is no such draft, or it belongs to another author."""

    code = "block-draft-not-found"


class BlockDraftTooLarge(Invalid):
    """The draft has more blocks than allowed."""

    code = "block-draft-too-large"
