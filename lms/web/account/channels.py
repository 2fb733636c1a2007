"""Message channels of this installation, and the mode of sign-up.

Open sign-up needs messages: without them a page would have to reveal that a contact has an account.
On a loopback address sign-up is open without messages, since there one person tries Payung.
"""

from typing import Literal, cast

from flask import current_app

from lms.accounts.contacts import Contact
from lms.extensions import current_ports
from lms.settings import Settings

SignUp = Literal["here", "by-message", "closed"]


def can_send(contact: Contact) -> bool:
    """Can messages be sent to this contact?"""
    return has_channel(contact.channel)


def has_channel(channel: str) -> bool:
    """Can messages be sent to this kind of contact, `email` or `phone`?"""
    settings = cast(Settings, current_app.extensions["settings"])
    return settings.has_mail if channel == "email" else bool(settings.message_gateway_url)


def open_channels() -> tuple[str, ...]:
    """The kinds of contact to which messages can be sent."""
    return tuple(channel for channel in ("email", "phone") if has_channel(channel))


def can_send_any() -> bool:
    """Can messages be sent at all?"""
    return bool(open_channels())


def sign_up_mode() -> SignUp:
    """At once (`here`), by a link in a message, or not at all (`closed`)."""
    if can_send_any():
        return "by-message"
    return "here" if current_ports().is_loopback else "closed"
