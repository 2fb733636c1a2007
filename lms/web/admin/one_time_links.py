"""A fresh link, from the answer that made it to the one page that shows it.

The database holds only its hash, so the token travels in the maker's own session and is taken out
when shown.
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
    """The address, and its QR code as a picture for `src`."""

    address: str
    picture: str
    is_for_contact: bool


def store_link(person_id: UUID, path: str) -> None:
    """`path` is the link's own, with its token."""
    session[KEY] = [str(person_id), path]


def take_link(person_id: UUID) -> OneTimeLink | None:
    """The link that was made for this person a moment ago, if it has not been shown yet."""
    owner, path = session.get(KEY) or (None, "")
    if owner != str(person_id):
        return None
    session.pop(KEY)
    address = f"{current_ports().public_url}{path}"
    return OneTimeLink(address, qr_data_uri(address), is_for_contact="/contact/" in path)


def qr_data_uri(address: str) -> str:
    import qrcode
    from qrcode.image.svg import SvgPathImage

    file = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=4).save(file)
    return f"data:image/svg+xml;base64,{b64encode(file.getvalue()).decode()}"
