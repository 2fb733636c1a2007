"""One way into an organisation: its address, its QR code, and the words to send it with."""

from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext as _

from lms.extensions import current_ports
from lms.web.admin.one_time_links import qr_data_uri


@dataclass(frozen=True, slots=True)
class JoinLink:
    """`picture` is an SVG for `src`; `whatsapp` opens there once somebody follows it.

    `code` ends the address where people type it, and is not broken there.
    """

    address: str
    code: str
    cohort_name: str
    picture: str
    text: str
    whatsapp: str


def make_join_link(
    organisation_name: str, path: str, *, cohort_name: str = "", code: str = ""
) -> JoinLink:
    """`path` is that of a page on which somebody joins."""
    address = f"{current_ports().public_url}{path}"
    text = invitation_text(organisation_name, cohort_name)
    if code:
        last = _("Or enter this code: %(code)s", code=code)
    else:
        last = _("The link is for you alone and works once.")
    text = f"{text} {address}\n{last}"
    whatsapp = f"https://wa.me/?text={quote(text)}"
    return JoinLink(address, code, cohort_name, qr_data_uri(address), text, whatsapp)


def invitation_text(organisation_name: str, cohort_name: str) -> str:
    words: str = _(
        "%(organisation)s invites you to a course on protecting children online. "
        "Open this link on your phone:",
        organisation=organisation_name,
    )
    if cohort_name:
        words = _(
            "%(organisation)s invites you to its class “%(name)s”, a course on protecting children "
            "online. Open this link on your phone:",
            organisation=organisation_name,
            name=cohort_name,
        )
    return words
