"""What is set for the whole installation."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.platform.models import PlatformSetting

SAFEGUARDING = "safeguarding-contact"


@dataclass(frozen=True, slots=True)
class SafeguardingContact:
    """Whom a reader turns to when a child may be in danger, or the course has hurt somebody."""

    name: str
    phone: str
    email: str


def platform_setting(session: Session, key: str) -> dict[str, Any] | None:
    """What an administrator has set under this key; none before that."""
    return session.scalar(select(PlatformSetting.value).where(PlatformSetting.key == key))


def safeguarding_contact(session: Session) -> SafeguardingContact | None:
    value = platform_setting(session, SAFEGUARDING)
    if value is None:
        return None
    return SafeguardingContact(value["name"], value.get("phone", ""), value.get("email", ""))
