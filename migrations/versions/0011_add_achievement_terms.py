"""add achievement terms"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Versions taken in before have Indonesian first, and rules that are spelt out."""
    with op.batch_alter_table("course_version") as batch:
        batch.add_column(
            sa.Column("language", sa.String(length=2), server_default="id", nullable=False)
        )
        batch.add_column(sa.Column("criteria_id", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("criteria_en", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("alignments", sa.JSON(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_course_version_known_language"), "language IN ('id', 'en')"
        )
