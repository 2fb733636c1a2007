"""create event delivery: receivers of events, and the outbox of events"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0051"
down_revision = "0050"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "event_receiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", sa.String(length=200), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("paused_at", MOMENT, nullable=True),
        *retry_columns(),
        sa.CheckConstraint("kind IN ('webhook', 'lrs')", name=op.f("ck_event_receiver_known_kind")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_event_receiver_failures_are_counted")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_event_receiver_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_receiver")),
    )
    op.create_table(
        "event_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True),
        *retry_columns(),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_event_delivery_failures_are_counted")),
        sa.ForeignKeyConstraint(
            ["receiver_id"],
            ["event_receiver.id"],
            name=op.f("fk_event_delivery_receiver_id_event_receiver"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_delivery")),
    )
    op.create_index("ix_event_delivery_created_at", "event_delivery", ["created_at"])
    op.create_index("ix_event_delivery_person_id", "event_delivery", ["person_id"])
    op.create_index(
        "ix_event_delivery_receiver_id_created_at", "event_delivery", ["receiver_id", "created_at"]
    )


def retry_columns() -> list[sa.Column]:
    return [
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
    ]
