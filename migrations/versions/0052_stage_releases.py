"""stage releases"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.add_column("evaluation_release", sa.Column("staging_id", sa.Uuid(), nullable=True))
    op.add_column("evaluation_member", sa.Column("staging_id", sa.Uuid(), nullable=True))
    op.add_column("evaluation_member", sa.Column("staged_cells", sa.JSON(), nullable=True))
    is_staged = sa.text("staging_id IS NOT NULL")
    op.create_index(
        "ix_evaluation_member_staging_id",
        "evaluation_member",
        ["staging_id"],
        sqlite_where=is_staged,
        postgresql_where=is_staged,
    )
