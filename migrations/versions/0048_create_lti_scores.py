"""create lti scores: links that take scores, and the outbox of scores"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0048"
down_revision = "0047"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "lti_resource_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("link_id", sa.String(length=255), nullable=False),
        sa.Column("target", sa.String(length=1000), nullable=False),
        sa.Column("line_item_url", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_resource_link_platform_id_lti_platform"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_resource_link")),
        sa.UniqueConstraint(
            "platform_id",
            "deployment_id",
            "link_id",
            name=op.f("uq_lti_resource_link_platform_id_deployment_id_link_id"),
        ),
    )
    op.create_table(
        "lti_score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("sent_percent", sa.Integer(), nullable=True),
        sa.Column("sent_complete", sa.Boolean(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "sent_percent BETWEEN 0 AND 100", name=op.f("ck_lti_score_sent_in_percent")
        ),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_lti_score_failures_are_counted")),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["lti_resource_link.id"],
            name=op.f("fk_lti_score_link_id_lti_resource_link"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lti_score_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_score")),
        sa.UniqueConstraint("link_id", "subject", name=op.f("uq_lti_score_link_id_subject")),
    )
    op.create_index("ix_lti_score_person_id", "lti_score", ["person_id"])
