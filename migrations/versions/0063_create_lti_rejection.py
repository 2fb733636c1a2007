"""create lti_rejection: why launches of a platform were rejected; note its last launch"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0063"
down_revision = "0062"

UTC = lms.kernel.database.db.UtcDateTime


def upgrade() -> None:
    op.create_table(
        "lti_rejection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("received", sa.String(length=1000), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", UTC(timezone=True), nullable=False),
        sa.Column("last_at", UTC(timezone=True), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_lti_rejection_is_counted")),
        sa.CheckConstraint("last_at >= first_at", name=op.f("ck_lti_rejection_first_is_first")),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_rejection_platform_id_lti_platform"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_rejection")),
        sa.UniqueConstraint(
            "platform_id",
            "code",
            "received",
            name=op.f("uq_lti_rejection_platform_id_code_received"),
        ),
    )
    op.create_index(op.f("ix_lti_rejection_last_at"), "lti_rejection", ["last_at"])
    op.add_column("lti_platform", sa.Column("launched_at", UTC(timezone=True), nullable=True))
    op.add_column("lti_platform", sa.Column("launched_path", sa.String(length=1000), nullable=True))


def downgrade() -> None:
    op.drop_column("lti_platform", "launched_path")
    op.drop_column("lti_platform", "launched_at")
    op.drop_table("lti_rejection")
