"""create lti registration: one-time addresses by which platforms register themselves"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0053"
down_revision = "0052"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "lti_registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("platform_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "platform_id IS NULL OR used_at IS NOT NULL",
            name=op.f("ck_lti_registration_used_for_a_platform"),
        ),
        sa.CheckConstraint(
            "approved_at IS NULL OR platform_id IS NOT NULL",
            name=op.f("ck_lti_registration_approved_once_registered"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_lti_registration_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_registration_platform_id_lti_platform"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_registration")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_lti_registration_token_hash")),
    )
    op.create_index(op.f("ix_lti_registration_created_by"), "lti_registration", ["created_by"])
