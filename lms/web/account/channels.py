"""What this installation can send, and whether strangers may sign up here.

Open sign-up needs messages, since without them a page would have to say "this contact has an
account already". On a loopback address, where one person tries Payung, it is open without them too.
"""

from typing import Literal, cast

from flask import current_app

from lms.accounts.contacts import Contact
from lms.extensions import current_ports
from lms.settings import Settings

SignUp = Literal["here", "by-message", "closed"]


def can_send(contact: Contact) -> bool:
    return has_channel(contact.channel)


def has_channel(channel: str) -> bool:
    settings = cast(Settings, current_app.extensions["settings"])
    return settings.has_mail if channel == "email" else bool(settings.message_gateway_url)


def open_channels() -> tuple[str, ...]:
    """The kinds of contact to which messages can be sent from here."""
    return tuple(channel for channel in ("email", "phone") if has_channel(channel))


def can_send_any() -> bool:
    return bool(open_channels())


def sign_up_mode() -> SignUp:
    if can_send_any():
        return "by-message"
    return "here" if current_ports().is_loopback else "closed"
