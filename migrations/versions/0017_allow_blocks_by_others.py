"""allow blocks by others"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "block_permission",
        sa.Column("block_type", sa.String(length=80), nullable=False),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
            name=op.f("fk_block_permission_decided_by_person"),
        ),
        sa.PrimaryKeyConstraint("block_type", name=op.f("pk_block_permission")),
    )
