"""The table of sessions: one row for each sign-in on a device."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.sessions.methods import SIGN_IN_METHODS
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values


class SignInSession(Base):
    """A session is valid until it ends or expires, while the person's `fs_uniquifier` is `epoch`.

    Replacing `fs_uniquifier` ends all sessions of a person.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (
        CheckConstraint(in_values("via", SIGN_IN_METHODS), name="known_way_in"),
        CheckConstraint("expires_at > begun_at", name="lives_for_a_while"),
        CheckConstraint("proved_at >= begun_at", name="proved_when_begun_or_later"),
        CheckConstraint("ended_at IS NULL OR ended_at >= begun_at", name="ends_after_it_began"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "session_key": "row deleted",
        "epoch": "row deleted",
        "device": "row deleted",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    session_key: Mapped[str] = mapped_column(String(64), unique=True)  # in the cookie
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    epoch: Mapped[str] = mapped_column(String(64))
    via: Mapped[str] = mapped_column(String(10))
    device: Mapped[str] = mapped_column(String(60))  # browser and system, without versions
    begun_at: Mapped[datetime]
    proved_at: Mapped[datetime]  # last authentication by password, passkey or link
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    # Origins, separated by spaces, whose pages may frame this session; null outside of frames.
    frame_origins: Mapped[str | None] = mapped_column(String(500))
