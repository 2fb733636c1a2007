"""Errors of changes of contact."""

from lms.kernel.errors import Expired, NotFound, Unavailable


class ContactLinkNotFound(NotFound):
    """Unknown, or made for another person."""

    code = "contact-link-not-found"


class ContactLinkClosed(Expired):
    """The change was confirmed, withdrawn, replaced or disputed."""

    code = "contact-link-closed"


class ContactLinkExpired(Expired):
    """The link has expired."""

    code = "contact-link-expired"


class ContactChangesPaused(Unavailable):
    """Too many requests within an hour. The limit keeps mailboxes from being flooded."""

    code = "contact-wishes-paused"
