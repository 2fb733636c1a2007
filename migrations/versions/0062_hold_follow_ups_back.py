"""note of whom a release counts without newer follow-ups"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    holds_back = sa.Column("holds_back", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("evaluation_member", holds_back)


def downgrade() -> None:
    op.drop_column("evaluation_member", "holds_back")
