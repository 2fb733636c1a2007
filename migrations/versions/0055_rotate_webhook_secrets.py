"""rotate webhook secrets: a second secret, turns of receivers, and no jobs for events"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0055"
down_revision = "0054"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)
CHECKS = {
    "known_kind": "kind IN ('webhook', 'record-store')",
    "previous_secret_ends": "(sealed_previous IS NULL) = (previous_until IS NULL)",
}


def upgrade() -> None:
    with op.batch_alter_table("event_receiver") as batch:
        batch.drop_constraint(op.f("ck_event_receiver_known_kind"), type_="check")
        batch.alter_column("kind", type_=sa.String(20), existing_type=sa.String(10))
        batch.add_column(sa.Column("sealed_previous", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("previous_until", MOMENT, nullable=True))
        batch.add_column(sa.Column("tried_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE event_receiver SET kind = 'record-store', name = 'Record store' WHERE kind = 'lrs'"
    )
    with op.batch_alter_table("event_receiver") as batch:
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_event_receiver_{name}"), condition)
    op.create_index(
        "ix_event_delivery_receiver_id_due_at", "event_delivery", ["receiver_id", "due_at"]
    )
    op.execute("DELETE FROM job WHERE kind = 'deliver-event'")
