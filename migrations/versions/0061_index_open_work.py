"""index jobs and messages that are open, so that finished ones do not slow the worker"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"

OPEN = {
    "job": ("ix_job_open_due_at", "finished_at IS NULL"),
    "outbox_message": (
        "ix_outbox_message_open_due_at",
        "sent_at IS NULL AND given_up_at IS NULL",
    ),
}


def upgrade() -> None:
    for table, (name, condition) in OPEN.items():
        where = sa.text(condition)
        op.create_index(name, table, ["due_at"], sqlite_where=where, postgresql_where=where)
        op.drop_index(f"ix_{table}_due_at", table_name=table)


def downgrade() -> None:
    for table, (name, _condition) in OPEN.items():
        op.create_index(f"ix_{table}_due_at", table, ["due_at"])
        op.drop_index(name, table_name=table)
