"""create refreshers"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "refresher",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_refresher_certificate_id_certificate"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_refresher")),
    )
