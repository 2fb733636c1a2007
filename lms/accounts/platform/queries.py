"""Read settings of the installation."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.platform.models import PlatformSetting

SAFEGUARDING = "safeguarding-contact"


@dataclass(frozen=True, slots=True)
class SafeguardingContact:
    """The contact for readers who fear for a child or whom the course has distressed."""

    name: str
    phone: str
    email: str


def platform_setting(session: Session, key: str) -> dict[str, Any] | None:
    """The value of this setting, or None."""
    return session.scalar(select(PlatformSetting.value).where(PlatformSetting.key == key))


def safeguarding_contact(session: Session) -> SafeguardingContact | None:
    """The safeguarding contact, or None if none is set."""
    value = platform_setting(session, SAFEGUARDING)
    if value is None:
        return None
    return SafeguardingContact(value["name"], value.get("phone", ""), value.get("email", ""))
