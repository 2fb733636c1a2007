"""create lost_certificate: what was issued after the backup from which a database was restored

The log keeps the entries of lost certificates, so its certificate ids are no foreign keys any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    op.create_table(
        "lost_certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("is_revoked", sa.Boolean(), nullable=False),
        sa.Column("is_suspended", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status_index BETWEEN 0 AND 131071", name=op.f("ck_lost_certificate_index_in_list")
        ),
        sa.ForeignKeyConstraint(
            ["list_number"],
            ["status_list.number"],
            name=op.f("fk_lost_certificate_list_number_status_list"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_certificate")),
        sa.UniqueConstraint(
            "list_number",
            "status_index",
            name=op.f("uq_lost_certificate_list_number_status_index"),
        ),
    )
    with op.batch_alter_table("issuance_log") as batch:
        batch.drop_constraint(
            op.f("fk_issuance_log_certificate_id_certificate"), type_="foreignkey"
        )


def downgrade() -> None:
    op.drop_table("lost_certificate")
