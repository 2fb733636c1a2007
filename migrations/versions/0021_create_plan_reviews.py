"""create plan reviews"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "plan_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_plan_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reviewed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision IN ('returned', 'approved')", name=op.f("ck_plan_review_known_decision")
        ),
        sa.ForeignKeyConstraint(
            ["action_plan_id"],
            ["action_plan.id"],
            name=op.f("fk_plan_review_action_plan_id_action_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["person.id"], name=op.f("fk_plan_review_reviewer_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_review")),
    )
    op.create_index(op.f("ix_plan_review_action_plan_id"), "plan_review", ["action_plan_id"])
