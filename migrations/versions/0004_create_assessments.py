"""create assessments"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_code", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("bank_code", "code", name=op.f("uq_item_bank_code_code")),
    )
    op.create_table(
        "item_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("type_code", sa.String(length=30), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("answer_key", sa.JSON(), nullable=False),
        sa.Column("objective_code", sa.String(length=40), nullable=False),
        sa.Column("bloom", sa.String(length=20), nullable=False),
        sa.Column("difficulty", sa.String(length=20), nullable=False),
        sa.Column("review_state", sa.String(length=20), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_item_version_whole_hash")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_item_version_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_item_version_item_id_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_version")),
        sa.UniqueConstraint(
            "item_id", "content_hash", name=op.f("uq_item_version_item_id_content_hash")
        ),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_version_item_id_number")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("waits_hours", sa.JSON(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('knowledge', 'self-efficacy')", name=op.f("ck_assessment_known_kind")
        ),
        sa.CheckConstraint(
            "purpose IN ('pre', 'post', 'practice', 'follow-up')",
            name=op.f("ck_assessment_known_purpose"),
        ),
        sa.CheckConstraint("max_attempts >= 1", name=op.f("ck_assessment_at_least_one_attempt")),
        sa.CheckConstraint(
            "pass_percent BETWEEN 0 AND 100", name=op.f("ck_assessment_pass_percent_in_percent")
        ),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_assessment_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "context_id", "kind", "purpose", name=op.f("uq_assessment_context_id_kind_purpose")
        ),
    )
    op.create_table(
        "assessment_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("is_pool", sa.Boolean(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('knowledge', 'self-efficacy')", name=op.f("ck_assessment_form_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_assessment_form_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_form")),
        sa.UniqueConstraint(
            "context_id", "kind", "code", name=op.f("uq_assessment_form_context_id_kind_code")
        ),
    )
    op.create_table(
        "arm_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(length=2), nullable=False),
        sa.Column("assigned_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("arm IN ('AB', 'BA')", name=op.f("ck_arm_assignment_known_arm")),
        sa.CheckConstraint(
            "sequence >= 1", name=op.f("ck_arm_assignment_sequence_counts_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_arm_assignment_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_arm_assignment_context_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["person.id"], name=op.f("fk_arm_assignment_learner_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arm_assignment")),
        sa.UniqueConstraint(
            "cohort_id", "sequence", name=op.f("uq_arm_assignment_cohort_id_sequence")
        ),
        sa.UniqueConstraint(
            "context_id", "learner_id", name=op.f("uq_arm_assignment_context_id_learner_id")
        ),
    )
    op.create_index(
        op.f("ix_arm_assignment_learner_id"), "arm_assignment", ["learner_id"], unique=False
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_attempt_number_counts_from_one")),
        sa.CheckConstraint("submitted_at >= started_at", name=op.f("ck_attempt_started_first")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_attempt_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["assessment_form.id"], name=op.f("fk_attempt_form_id_assessment_form")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["person.id"], name=op.f("fk_attempt_learner_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "learner_id",
            "assessment_id",
            "number",
            name=op.f("uq_attempt_learner_id_assessment_id_number"),
        ),
    )
    op.create_index(op.f("ix_attempt_assessment_id"), "attempt", ["assessment_id"], unique=False)
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["learner_id", "assessment_id"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.create_table(
        "form_slot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("blueprint_slot", sa.String(length=40), nullable=False),
        sa.Column("item_version_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_form_slot_position_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["form_id"], ["assessment_form.id"], name=op.f("fk_form_slot_form_id_assessment_form")
        ),
        sa.ForeignKeyConstraint(
            ["item_version_id"],
            ["item_version.id"],
            name=op.f("fk_form_slot_item_version_id_item_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_slot")),
        sa.UniqueConstraint(
            "form_id", "item_version_id", name=op.f("uq_form_slot_form_id_item_version_id")
        ),
        sa.UniqueConstraint("form_id", "position", name=op.f("uq_form_slot_form_id_position")),
    )
    op.create_index("ix_form_slot_item_version_id", "form_slot", ["item_version_id"], unique=False)
    op.create_table(
        "attempt_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.Column("happened_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "event IN ('started', 'submitted', 'late-response')",
            name=op.f("ck_attempt_event_known_event"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_event_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_event")),
    )
    op.create_index(
        op.f("ix_attempt_event_attempt_id"), "attempt_event", ["attempt_id"], unique=False
    )
    op.create_table(
        "attempt_slot",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_version_id", sa.Uuid(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_attempt_slot_position_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_slot_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["item_version_id"],
            ["item_version.id"],
            name=op.f("fk_attempt_slot_item_version_id_item_version"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", "position", name=op.f("pk_attempt_slot")),
    )
    op.create_index(
        "ix_attempt_slot_item_version_id", "attempt_slot", ["item_version_id"], unique=False
    )
    op.create_table(
        "score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scoring_version", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("max_points", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("has_passed", sa.Boolean(), nullable=True),
        sa.Column("slot_points", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("scored_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "number = 1 OR reason IS NOT NULL", name=op.f("ck_score_regrade_has_reason")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_score_number_counts_from_one")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_score_percent_in_percent")),
        sa.CheckConstraint(
            "points BETWEEN 0 AND max_points", name=op.f("ck_score_points_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_score_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_score_attempt_id_number")),
    )
    op.create_table(
        "late_response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("received_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id", "position"],
            ["attempt_slot.attempt_id", "attempt_slot.position"],
            name=op.f("fk_late_response_attempt_id_position_attempt_slot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_response")),
    )
    op.create_index("ix_late_response_attempt_id", "late_response", ["attempt_id"], unique=False)
    op.create_table(
        "response_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("received_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_response_log_sequence_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["attempt_id", "position"],
            ["attempt_slot.attempt_id", "attempt_slot.position"],
            name=op.f("fk_response_log_attempt_id_position_attempt_slot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_log")),
        sa.UniqueConstraint(
            "attempt_id", "sequence", name=op.f("uq_response_log_attempt_id_sequence")
        ),
    )
