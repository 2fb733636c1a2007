"""create courses"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
    )
    op.create_table(
        "course_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("review_state", sa.String(length=10), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("summary_id", sa.String(), nullable=False),
        sa.Column("summary_en", sa.String(), nullable=False),
        sa.Column("post_test_min", sa.Integer(), nullable=False),
        sa.Column("scenarios_required", sa.Integer(), nullable=False),
        sa.Column("is_plan_required", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("valid_years", sa.Integer(), nullable=False),
        sa.Column("distinction_min", sa.Integer(), nullable=True),
        sa.Column("imported_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "review_state IN ('draft', 'reviewed')",
            name=op.f("ck_course_version_known_review_state"),
        ),
        sa.CheckConstraint(
            "post_test_min BETWEEN 0 AND 100",
            name=op.f("ck_course_version_post_test_min_in_percent"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_version_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_version")),
        sa.UniqueConstraint(
            "course_id", "content_hash", name=op.f("uq_course_version_course_id_content_hash")
        ),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_course_version_course_id_number")),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("plan_rule", sa.String(length=10), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "plan_rule IN ('submitted', 'approved')", name=op.f("ck_cohort_known_plan_rule")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_cohort_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
    )
    op.create_index(
        op.f("ix_cohort_course_version_id"), "cohort", ["course_version_id"], unique=False
    )
    op.create_index(
        "uq_cohort_open_of_version",
        "cohort",
        ["course_version_id"],
        unique=True,
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "course_module",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_course_module_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_module")),
        sa.UniqueConstraint(
            "course_version_id", "code", name=op.f("uq_course_module_course_version_id_code")
        ),
        sa.UniqueConstraint(
            "course_version_id",
            "position",
            name=op.f("uq_course_module_course_version_id_position"),
        ),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("claim_en", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("as_of", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.String(length=1), nullable=False),
        sa.CheckConstraint(
            "confidence IN ('A', 'B', 'C', 'X')", name=op.f("ck_fact_known_confidence")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_fact_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint(
            "course_version_id", "code", name=op.f("uq_fact_course_version_id_code")
        ),
    )
    op.create_table(
        "glossary_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("fact_code", sa.String(length=20), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_glossary_term_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
        sa.UniqueConstraint(
            "course_version_id",
            "position",
            name=op.f("uq_glossary_term_course_version_id_position"),
        ),
    )
    op.create_table(
        "helpline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("whatsapp", sa.String(length=60), nullable=True),
        sa.Column("fact_code", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.String(length=1), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_helpline_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline")),
        sa.UniqueConstraint(
            "course_version_id", "code", name=op.f("uq_helpline_course_version_id_code")
        ),
    )
    op.create_table(
        "kit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("review_status", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_kit_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
        sa.UniqueConstraint(
            "course_version_id", "code", name=op.f("uq_kit_course_version_id_code")
        ),
    )
    op.create_table(
        "pilot_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("opened_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind = 'local_trial' OR opened_by IS NOT NULL",
            name=op.f("ck_pilot_opening_pilot_has_opener"),
        ),
        sa.CheckConstraint(
            "kind IN ('pilot', 'local_trial')", name=op.f("ck_pilot_opening_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_pilot_opening_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["person.id"], name=op.f("fk_pilot_opening_opened_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_opening")),
        sa.UniqueConstraint(
            "course_version_id", "kind", name=op.f("uq_pilot_opening_course_version_id_kind")
        ),
    )
    op.create_table(
        "scenario",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("module_code", sa.String(length=20), nullable=False),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("note_id", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column("audiences", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("content_warning", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "content_warning BETWEEN 0 AND 2", name=op.f("ck_scenario_known_content_warning")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_scenario_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint(
            "course_version_id", "code", name=op.f("uq_scenario_course_version_id_code")
        ),
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_sign_off_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_sign_off_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    op.create_index(
        "ix_sign_off_course_version_id", "sign_off", ["course_version_id"], unique=False
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("completed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_enrolment_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_enrolment_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "person_id", "course_id", name=op.f("uq_enrolment_person_id_course_id")
        ),
    )
    op.create_index(op.f("ix_enrolment_cohort_id"), "enrolment", ["cohort_id"], unique=False)
    op.create_index(
        op.f("ix_enrolment_course_version_id"), "enrolment", ["course_version_id"], unique=False
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("content_warning", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "content_warning BETWEEN 0 AND 2", name=op.f("ck_lesson_known_content_warning")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_lesson_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_lesson_module_id_course_module")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint(
            "course_version_id", "code", name=op.f("uq_lesson_course_version_id_code")
        ),
        sa.UniqueConstraint(
            "course_version_id", "position", name=op.f("uq_lesson_course_version_id_position")
        ),
    )
    op.create_index(op.f("ix_lesson_module_id"), "lesson", ["module_id"], unique=False)
    op.create_table(
        "action_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') = (submitted_at IS NULL)",
            name=op.f("ck_action_plan_submitted_or_draft"),
        ),
        sa.CheckConstraint(
            "(state IN ('returned', 'approved')) = (decided_at IS NOT NULL)",
            name=op.f("ck_action_plan_decided_once"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved')",
            name=op.f("ck_action_plan_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_action_plan_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_action_plan_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plan")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_action_plan_enrolment_id")),
    )
    op.create_index(op.f("ix_action_plan_person_id"), "action_plan", ["person_id"], unique=False)
    op.create_table(
        "lesson_progress",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("visited_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (finished_at IS NULL)",
            name=op.f("ck_lesson_progress_finished_or_open"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'skipped')", name=op.f("ck_lesson_progress_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_lesson_progress_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_progress_lesson_id_lesson")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_progress")),
        sa.UniqueConstraint(
            "enrolment_id", "lesson_id", name=op.f("uq_lesson_progress_enrolment_id_lesson_id")
        ),
    )
    op.create_index(
        op.f("ix_lesson_progress_lesson_id"), "lesson_progress", ["lesson_id"], unique=False
    )
    op.create_table(
        "scenario_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("scenario_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("finished_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rounds >= 1", name=op.f("ck_scenario_result_at_least_one_round")),
        sa.CheckConstraint(
            "score BETWEEN 0 AND max_score", name=op.f("ck_scenario_result_score_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_scenario_result_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["scenario.id"], name=op.f("fk_scenario_result_scenario_id_scenario")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_result")),
        sa.UniqueConstraint(
            "enrolment_id", "scenario_id", name=op.f("uq_scenario_result_enrolment_id_scenario_id")
        ),
    )
    op.create_index(
        op.f("ix_scenario_result_scenario_id"), "scenario_result", ["scenario_id"], unique=False
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=True),
        sa.Column("scenario_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("block_type", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "lesson_id IS NULL OR scenario_id IS NULL", name=op.f("ck_unit_in_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_unit_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_unit_lesson_id_lesson")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["scenario.id"], name=op.f("fk_unit_scenario_id_scenario")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("lesson_id", "position", name=op.f("uq_unit_lesson_id_position")),
        sa.UniqueConstraint("scenario_id", name=op.f("uq_unit_scenario_id")),
    )
    op.create_index(op.f("ix_unit_course_version_id"), "unit", ["course_version_id"], unique=False)
    op.create_table(
        "learner_block_state",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("block_type", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "unit_id IS NULL OR block_type = ''", name=op.f("ck_learner_block_state_in_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_learner_block_state_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_learner_block_state_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner_block_state")),
    )
    op.create_index(
        op.f("ix_learner_block_state_unit_id"), "learner_block_state", ["unit_id"], unique=False
    )
    op.create_index(
        "uq_learner_block_state_person_type",
        "learner_block_state",
        ["person_id", "block_type"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_index(
        "uq_learner_block_state_person_unit",
        "learner_block_state",
        ["person_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NOT NULL"),
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )
    op.create_table(
        "shared_block_state",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("block_type", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "unit_id IS NULL OR block_type = ''", name=op.f("ck_shared_block_state_in_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_shared_block_state_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_block_state")),
    )
    op.create_index(
        "uq_shared_block_state_type",
        "shared_block_state",
        ["block_type"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_index(
        "uq_shared_block_state_unit",
        "shared_block_state",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NOT NULL"),
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )
    op.create_table(
        "unit_progress",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("completion", sa.Double(), nullable=False),
        sa.Column("grade", sa.Double(), nullable=True),
        sa.Column("max_grade", sa.Double(), nullable=True),
        sa.Column("updated_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(grade IS NULL) = (max_grade IS NULL)",
            name=op.f("ck_unit_progress_grade_has_a_maximum"),
        ),
        sa.CheckConstraint(
            "completion BETWEEN 0 AND 1", name=op.f("ck_unit_progress_completion_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_unit_progress_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_progress_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_progress")),
        sa.UniqueConstraint(
            "enrolment_id", "unit_id", name=op.f("uq_unit_progress_enrolment_id_unit_id")
        ),
    )
    op.create_index(op.f("ix_unit_progress_unit_id"), "unit_progress", ["unit_id"], unique=False)
