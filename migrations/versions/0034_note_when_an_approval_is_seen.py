"""note when an approval is seen

Approvals that stand were told in other ways: they count as seen.
"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    with op.batch_alter_table("coordinator_claim") as batch:
        batch.add_column(
            sa.Column("seen_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True)
        )
        batch.create_check_constraint(
            op.f("ck_coordinator_claim_seen_once_approved"),
            "seen_at IS NULL OR state = 'approved'",
        )
    op.execute("UPDATE coordinator_claim SET seen_at = decided_at WHERE state = 'approved'")
