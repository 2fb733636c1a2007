"""add item drafts"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "item_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_code", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("format_name", sa.String(length=20), nullable=False),
        sa.Column("source_name", sa.String(length=200), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("imported_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(code) >= 1", name=op.f("ck_item_draft_has_code")),
        sa.CheckConstraint("length(source_hash) = 64", name=op.f("ck_item_draft_whole_hash")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_item_draft_position_counts_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_draft")),
        sa.UniqueConstraint("bank_code", "code", name=op.f("uq_item_draft_bank_code_code")),
    )
