"""create server_key: the fingerprint of the key that seals in this database"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.create_table(
        "server_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column(
            "registered_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_server_key_one_row")),
        sa.CheckConstraint("length(fingerprint) = 32", name=op.f("ck_server_key_fingerprint_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_key")),
    )


def downgrade() -> None:
    op.drop_table("server_key")
