"""What can go wrong with a draft of a block."""

from lms.kernel.errors import Invalid, NotFound


class BlockDraftNotFound(NotFound):
    """There is none, or it belongs to somebody else."""

    code = "block-draft-not-found"


class BlockDraftTooLarge(Invalid):
    """More blocks inside it than a draft holds."""

    code = "block-draft-too-large"
