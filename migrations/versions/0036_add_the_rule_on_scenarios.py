"""add the rule on scenarios

The share of points that passes a scenario, and the scenarios of which one must be passed. Versions
imported before pass at any score.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    with op.batch_alter_table("course_version") as batch:
        batch.add_column(
            sa.Column("scenario_min_percent", sa.Integer(), server_default="0", nullable=False)
        )
        batch.create_check_constraint(
            op.f("ck_course_version_scenario_min_in_percent"),
            "scenario_min_percent BETWEEN 0 AND 100",
        )
    with op.batch_alter_table("scenario") as batch:
        batch.add_column(
            sa.Column("is_core", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
