"""create api tokens"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_api_token_whole_hash")),
        sa.CheckConstraint("length(name) >= 1", name=op.f("ck_api_token_has_name")),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_api_token_ends_after_it_began")
        ),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revoked_at >= created_at",
            name=op.f("ck_api_token_revoked_later"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_api_token_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_api_token_created_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"], unique=False)
    op.create_table(
        "api_idempotency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(key_hash) = 64", name=op.f("ck_api_idempotency_whole_key_hash")),
        sa.CheckConstraint(
            "length(request_hash) = 64", name=op.f("ck_api_idempotency_whole_request_hash")
        ),
        sa.CheckConstraint(
            "status BETWEEN 200 AND 299", name=op.f("ck_api_idempotency_only_what_was_done")
        ),
        sa.ForeignKeyConstraint(
            ["token_id"], ["api_token.id"], name=op.f("fk_api_idempotency_token_id_api_token")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_idempotency")),
        sa.UniqueConstraint(
            "token_id", "key_hash", name=op.f("uq_api_idempotency_token_id_key_hash")
        ),
    )
    op.create_index(
        op.f("ix_api_idempotency_created_at"), "api_idempotency", ["created_at"], unique=False
    )
