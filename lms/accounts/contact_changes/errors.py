"""What can go wrong when a contact is confirmed or objected to."""

from lms.kernel.errors import Expired, NotFound, Unavailable


class ContactLinkNotFound(NotFound):
    """Unknown, or for another person than the one who is signed in."""

    code = "contact-link-not-found"


class ContactLinkClosed(Expired):
    """Confirmed, withdrawn, replaced by a newer wish, or objected to."""

    code = "contact-link-closed"


class ContactLinkExpired(Expired):
    code = "contact-link-expired"


class ContactChangesPaused(Unavailable):
    """A few were sent within the hour, so that no mailbox can be flooded from here."""

    code = "contact-wishes-paused"
