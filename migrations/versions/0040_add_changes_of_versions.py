"""add changes of versions

What is new in a course version, in one sentence. Versions imported before say nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    with op.batch_alter_table("course_version") as batch:
        batch.add_column(sa.Column("changes_id", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("changes_en", sa.String(), server_default="", nullable=False))
