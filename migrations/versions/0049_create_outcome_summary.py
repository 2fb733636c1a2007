"""create outcome summary"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.create_table(
        "outcome_summary",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("group_id", sa.String(length=40), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("released_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_outcome_summary_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint(
            "context_id", "dimension", "group_id", name=op.f("pk_outcome_summary")
        ),
    )
    op.create_table(
        "outcome_renewal",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("released_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("changed_cells", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(number IS NULL) = (released_at IS NULL)",
            name=op.f("ck_outcome_renewal_renewed_or_not"),
        ),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_outcome_renewal_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("context_id", name=op.f("pk_outcome_renewal")),
    )
    op.add_column("evaluation_member", sa.Column("tests_release", sa.Integer(), nullable=True))
    op.execute(
        sa.text("UPDATE evaluation_member SET tests_release = 0 WHERE counted LIKE '%\"matched\"%'")
    )
