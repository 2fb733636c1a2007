"""create lti rosters: courses of platforms and the learners whom platforms name"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0050"
down_revision = "0049"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "lti_roster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=False),
        sa.Column("course_code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("memberships_url", sa.String(length=1000), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("compared_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(key_id IS NULL) = (compared_at IS NULL)",
            name=op.f("ck_lti_roster_sealed_once_compared"),
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_roster_platform_id_lti_platform"),
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_lti_roster_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_roster")),
        sa.UniqueConstraint(
            "platform_id",
            "deployment_id",
            "context_id",
            "course_code",
            name=op.f("uq_lti_roster_platform_id_deployment_id_context_id_course_code"),
        ),
    )
    op.create_table(
        "lti_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'inactive', 'left')", name=op.f("ck_lti_member_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["lti_roster.id"], name=op.f("fk_lti_member_roster_id_lti_roster")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_member")),
        sa.UniqueConstraint("roster_id", "subject", name=op.f("uq_lti_member_roster_id_subject")),
    )
    op.create_index(op.f("ix_lti_member_changed_at"), "lti_member", ["changed_at"])
