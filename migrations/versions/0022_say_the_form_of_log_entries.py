"""say of an entry of the issuance log in which form it was hashed"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    with op.batch_alter_table("issuance_log") as batch:
        batch.add_column(sa.Column("form", sa.Integer(), server_default="1", nullable=False))
        batch.create_check_constraint(op.f("ck_issuance_log_known_form"), "form IN (1, 2)")
