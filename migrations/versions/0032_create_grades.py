"""create grades"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0032"
down_revision = "0031"
MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    _create_rules()
    _create_block_grade()
    _create_course_grade()


def _create_rules() -> None:
    op.create_table(
        "grading_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_grading_draft_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_grading_draft_changed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grading_draft")),
        sa.UniqueConstraint("course_version_id", name=op.f("uq_grading_draft_course_version_id")),
    )
    op.create_table(
        "grading_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_grading_rules_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_grading_rules_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_grading_rules_published_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grading_rules")),
        sa.UniqueConstraint(
            "course_version_id", "number", name=op.f("uq_grading_rules_course_version_id_number")
        ),
    )


def _create_block_grade() -> None:
    op.create_table(
        "block_grade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("grade", sa.Double(), nullable=False),
        sa.Column("max_grade", sa.Double(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "grade BETWEEN 0 AND max_grade", name=op.f("ck_block_grade_grade_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_block_grade_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_block_grade_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_grade")),
    )
    op.create_index(op.f("ix_block_grade_unit_id"), "block_grade", ["unit_id"])
    op.create_index(
        "ix_block_grade_enrolment_id_unit_id", "block_grade", ["enrolment_id", "unit_id"]
    )


def _create_course_grade() -> None:
    op.create_table(
        "course_grade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("lessons", sa.JSON(), nullable=False),
        sa.Column("computed_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_course_grade_counts_from_one")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_course_grade_in_percent")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_course_grade_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["rules_id"], ["grading_rules.id"], name=op.f("fk_course_grade_rules_id_grading_rules")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_course_grade_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_grade")),
        sa.UniqueConstraint(
            "enrolment_id", "number", name=op.f("uq_course_grade_enrolment_id_number")
        ),
    )
    op.create_index(op.f("ix_course_grade_rules_id"), "course_grade", ["rules_id"])
    op.create_index(op.f("ix_course_grade_unit_id"), "course_grade", ["unit_id"])
