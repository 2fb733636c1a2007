"""keep which parts of a file a roster was read from"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    op.add_column("roster_import", sa.Column("source", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("roster_import", "source")
