"""add waiting people: how many an evaluation could not count yet, in tens"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    op.add_column(
        "evaluation_release", sa.Column("waiting", sa.Integer(), server_default="0", nullable=False)
    )
