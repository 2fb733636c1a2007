"""add steps to lesson progress

The step of a lesson where a learner resumes, the steps that they have opened, and those skipped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    with op.batch_alter_table("lesson_progress") as batch:
        batch.add_column(sa.Column("step", sa.String(length=40), nullable=True))
        for name in ("steps_opened", "steps_skipped"):
            batch.add_column(sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
