"""create form summary"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.create_table(
        "form_summary",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=True),
        sa.Column("released_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('pre', 'post')", name=op.f("ck_form_summary_test_of_a_pair")
        ),
        sa.CheckConstraint(
            "(counts IS NULL) = (released_at IS NULL)",
            name=op.f("ck_form_summary_released_or_not"),
        ),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_form_summary_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("context_id", "purpose", "form", name=op.f("pk_form_summary")),
    )
