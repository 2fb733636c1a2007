"""create account merges"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "account_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.String(length=64), nullable=False),
        sa.Column("asked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("merged_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_account_merge_two_accounts")),
        sa.CheckConstraint(
            "expires_at > asked_at", name=op.f("ck_account_merge_lives_for_a_while")
        ),
        sa.CheckConstraint(
            "merged_at IS NULL OR merged_at >= asked_at",
            name=op.f("ck_account_merge_merged_after_asking"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_merge_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["person.id"], name=op.f("fk_account_merge_other_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_merge")),
    )
    for column in ("person_id", "other_id"):
        op.create_index(op.f(f"ix_account_merge_{column}"), "account_merge", [column])
    done = sa.text("merged_at IS NOT NULL")
    op.create_index(
        "uq_account_merge_closed",
        "account_merge",
        ["other_id"],
        unique=True,
        sqlite_where=done,
        postgresql_where=done,
    )
