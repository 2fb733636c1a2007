"""add steps to lesson progress

The step of a lesson where a learner resumes, and the steps that they have opened.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    with op.batch_alter_table("lesson_progress") as batch:
        batch.add_column(sa.Column("step", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("steps_opened", sa.JSON(), server_default="[]", nullable=False))
