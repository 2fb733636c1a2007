"""add secure forms"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.create_table(
        "secure_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_code", sa.String(length=80), nullable=False),
        sa.Column("form_code", sa.String(length=20), nullable=False),
        sa.Column("secured_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(form_code) >= 1", name=op.f("ck_secure_form_names_a_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secure_form")),
        sa.UniqueConstraint(
            "bank_code", "form_code", name=op.f("uq_secure_form_bank_code_form_code")
        ),
    )
