"""create answer imports"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "answer_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carried_by", sa.Uuid(), nullable=True),
        sa.Column("imported_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_by"], ["person.id"], name=op.f("fk_answer_import_carried_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_import")),
    )
