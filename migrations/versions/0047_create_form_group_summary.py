"""create form group summary"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.add_column(
        "form_summary",
        sa.Column("waiting_groups", sa.JSON(), server_default="{}", nullable=False),
    )
    op.create_table(
        "form_group_summary",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("released_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('pre', 'post')", name=op.f("ck_form_group_summary_test_of_a_pair")
        ),
        sa.CheckConstraint("n >= 1", name=op.f("ck_form_group_summary_somebody_is_counted")),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_form_group_summary_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint(
            "context_id", "purpose", "form", "role", name=op.f("pk_form_group_summary")
        ),
    )
