"""create block drafts"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "block_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("block_type", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_block_draft_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_block_draft_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["block_draft.id"], name=op.f("fk_block_draft_parent_id_block_draft")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["block_draft.id"], name=op.f("fk_block_draft_root_id_block_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_draft")),
    )
    op.create_index(op.f("ix_block_draft_made_by"), "block_draft", ["made_by"])
    op.create_index(op.f("ix_block_draft_root_id"), "block_draft", ["root_id"])
