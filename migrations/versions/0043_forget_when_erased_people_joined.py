"""forget when erased people joined"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    with op.batch_alter_table("evaluation_member") as table:
        table.alter_column(
            "joined_at",
            existing_type=lms.kernel.database.db.UtcDateTime(timezone=True),
            nullable=True,
        )
    op.execute(sa.text("UPDATE evaluation_member SET joined_at = NULL WHERE learner_id IS NULL"))
