"""One way into an organisation: its address, its QR code, and the words to send it with."""

from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext as _

from lms.extensions import current_ports
from lms.web.admin.shown_once import picture_of


@dataclass(frozen=True, slots=True)
class WayIn:
    """`picture` is an SVG for `src`; `whatsapp` opens there once somebody follows it."""

    address: str
    picture: str
    text: str
    whatsapp: str


def way_in(organisation_name: str, path: str, *, code: str = "") -> WayIn:
    """`path` is that of a page on which somebody joins."""
    address = f"{current_ports().public_url}{path}"
    text = _(
        "%(organisation)s invites you to a course on protecting children online. "
        "Open this link on your phone:",
        organisation=organisation_name,
    )
    if code:
        last = _("Or enter this code: %(code)s", code=code)
    else:
        last = _("The link is for you alone and works once.")
    text = f"{text} {address}\n{last}"
    whatsapp = f"https://wa.me/?text={quote(text)}"
    return WayIn(address, picture_of(address), text, whatsapp)
