"""create sync_receipt: answers to entries that phones send after a time without a network"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    op.create_table(
        "sync_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("received_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("code IN ('done', 'refused')", name=op.f("ck_sync_receipt_known_code")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sync_receipt_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_receipt")),
        sa.UniqueConstraint(
            "person_id", "entry_id", name=op.f("uq_sync_receipt_person_id_entry_id")
        ),
    )
