"""create step_edit: drafts of steps that authors write in the browser"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    op.create_table(
        "step_edit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_code", sa.String(length=20), nullable=False),
        sa.Column("step_code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("markdown_id", sa.String(), nullable=False),
        sa.Column("markdown_en", sa.String(), nullable=False),
        sa.Column("stale", sa.String(length=2), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_step_edit_counts_from_one")),
        sa.CheckConstraint(
            "kind IN ('saved', 'discarded', 'published')", name=op.f("ck_step_edit_known_kind")
        ),
        sa.CheckConstraint("stale IN ('id', 'en', '')", name=op.f("ck_step_edit_known_language")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_step_edit_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_step_edit_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["person.id"], name=op.f("fk_step_edit_saved_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_edit")),
        sa.UniqueConstraint(
            "course_id",
            "lesson_code",
            "step_code",
            "number",
            name=op.f("uq_step_edit_course_id_lesson_code_step_code_number"),
        ),
    )
    op.create_index(op.f("ix_step_edit_saved_by"), "step_edit", ["saved_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_step_edit_saved_by"), table_name="step_edit")
    op.drop_table("step_edit")
