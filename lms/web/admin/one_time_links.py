"""Shows a new link once, on the page after its creation.

The database has only a hash of the token, so the link is stored in the session of its creator until
it is shown.
"""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from flask import session

from lms.extensions import current_ports

KEY = "made_link"


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """The URL, and its QR code as a data URI."""

    address: str
    picture: str
    is_for_contact: bool


def store_link(person_id: UUID, path: str) -> None:
    """Store a link with its token for the next page."""
    session[KEY] = [str(person_id), path]


def take_link(person_id: UUID) -> OneTimeLink | None:
    """Return and remove the new link for this person, or None."""
    owner, path = session.get(KEY) or (None, "")
    if owner != str(person_id):
        return None
    session.pop(KEY)
    address = f"{current_ports().public_url}{path}"
    return OneTimeLink(address, qr_data_uri(address), is_for_contact="/contact/" in path)


def qr_data_uri(address: str) -> str:
    """Return the QR code of an address as an SVG data URI."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    file = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=4).save(file)
    return f"data:image/svg+xml;base64,{b64encode(file.getvalue()).decode()}"
