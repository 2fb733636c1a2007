"""name what replaced a certificate"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    with op.batch_alter_table("certificate") as batch:
        batch.add_column(sa.Column("replaced_by_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_certificate_replaced_by_id_certificate"),
            "certificate",
            ["replaced_by_id"],
            ["id"],
        )
        batch.create_check_constraint(
            op.f("ck_certificate_replaced_by_another"),
            "replaced_by_id <> id",
        )
        batch.create_check_constraint(
            op.f("ck_certificate_replaced_at_some_time"),
            "replaced_by_id IS NULL OR replaced_at IS NOT NULL",
        )
