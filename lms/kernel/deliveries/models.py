"""Tables of the outbox of events: receivers and deliveries."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_unique_index
from lms.kernel.deliveries.retries import Retried

WEBHOOK: Final = "webhook"
RECORD_STORE: Final = "record-store"
MAX_NAME_LENGTH: Final = 100
MAX_URL_LENGTH: Final = 500
MAX_EVENTS_LENGTH: Final = 200


class EventReceiver(Retried, Base):
    """A system that receives events. While it is down, `due_at` is when it is tried again."""

    __tablename__ = "event_receiver"
    __table_args__ = (
        CheckConstraint("kind IN ('webhook', 'record-store')", name="known_kind"),
        CheckConstraint("failures >= 0", name="failures_are_counted"),
        CheckConstraint(
            "(sealed_previous IS NULL) = (previous_until IS NULL)",
            name="previous_secret_ends",
        ),
        partial_unique_index("kind = 'record-store'", "ix_event_receiver_one_record_store", "kind"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH))
    url: Mapped[str] = mapped_column(String(MAX_URL_LENGTH))
    events: Mapped[str] = mapped_column(String(MAX_EVENTS_LENGTH))  # codes, separated by spaces
    key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"))
    sealed: Mapped[bytes]  # the secret
    sealed_previous: Mapped[bytes | None]  # the secret before, which signs too until then:
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]  # last attempt; receivers take turns
    delivered_at: Mapped[datetime | None]  # last success
    paused_at: Mapped[datetime | None]


class EventDelivery(Retried, Base):
    """An event for one receiver, from its cause to its delivery."""

    __tablename__ = "event_delivery"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures_are_counted"),
        Index("ix_event_delivery_receiver_id_created_at", "receiver_id", "created_at"),
        Index("ix_event_delivery_receiver_id_due_at", "receiver_id", "due_at"),
    )
    __personal__: ClassVar[dict[str, str]] = {"content": "row deleted"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("event_receiver.id"))
    person_id: Mapped[UUID] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]]  # ids, codes and numbers; no names
    created_at: Mapped[datetime] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]
