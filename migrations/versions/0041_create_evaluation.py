"""create evaluation"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "evaluation_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.Column("groups", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("cells", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("counted", sa.Text(), nullable=True),
        sa.Column("pending", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("joined_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(cells IS NULL) = (counted IS NULL)",
            name=op.f("ck_evaluation_member_counted_in_cells"),
        ),
        sa.CheckConstraint(
            "learner_id IS NOT NULL OR is_gone",
            name=op.f("ck_evaluation_member_nameless_when_gone"),
        ),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_evaluation_member_context_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["person.id"], name=op.f("fk_evaluation_member_learner_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_member")),
        sa.UniqueConstraint(
            "context_id", "learner_id", name=op.f("uq_evaluation_member_context_id_learner_id")
        ),
    )
    op.create_index("ix_evaluation_member_learner_id", "evaluation_member", ["learner_id"])

    op.create_table(
        "evaluation_release",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("released_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "last_checked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint(
            "(number = 0) = (released_at IS NULL)",
            name=op.f("ck_evaluation_release_released_or_not"),
        ),
        sa.CheckConstraint("number >= 0", name=op.f("ck_evaluation_release_number_is_a_count")),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_evaluation_release_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("context_id", name=op.f("pk_evaluation_release")),
    )
    op.create_table(
        "group_summary",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("group_id", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("people_changed", sa.Integer(), nullable=False),
        sa.Column("released_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_group_summary_somebody_is_counted")),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_group_summary_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint(
            "context_id", "dimension", "group_id", name=op.f("pk_group_summary")
        ),
    )
