"""add English sources of facts

A source whose words around titles are Indonesian can have an English form.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("fact", sa.Column("source_en", sa.String(), nullable=True))
