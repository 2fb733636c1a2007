"""Link into an organisation with its QR code and the text of a message."""

from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext as _

from lms.extensions import current_ports
from lms.web.admin.one_time_links import qr_data_uri


@dataclass(frozen=True, slots=True)
class JoinLink:
    """A link to join; `picture` is a data URL with an SVG, `whatsapp` opens WhatsApp with the text.

    `code` is the cohort code at the end of the address; empty for personal links.
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
    """The link to the page at `path`, on which somebody joins."""
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
    """Text that invites into an organisation, or into one of its cohorts."""
    text: str = _(
        "%(organisation)s invites you to a course on protecting children online. "
        "Open this link on your phone:",
        organisation=organisation_name,
    )
    if cohort_name:
        text = _(
            "%(organisation)s invites you to its cohort “%(name)s”, a course on protecting "
            "children online. Open this link on your phone:",
            organisation=organisation_name,
            name=cohort_name,
        )
    return text
