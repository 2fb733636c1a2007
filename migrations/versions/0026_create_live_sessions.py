"""create live sessions and attendance, which may do the lessons that are taught there"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0026"
down_revision = "0025"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)
PROGRESS_CHECKS = {  # as they stand: SQLite rebuilds the table, and would lose them
    "known_state": "state IN ('open', 'done', 'skipped')",
    "finished_or_open": "(state = 'open') = (finished_at IS NULL)",
}
COHORT_CHECKS = {
    "known_plan_rule": "plan_rule IN ('submitted', 'approved')",
    "known_pace": "pace IN ('free', 'two-days', 'four-weeks')",
    "open_to_all_or_owned": "organisation_id IS NULL OR NOT is_open",
    "ends_after_it_began": "ends_on >= starts_on",
}


def upgrade() -> None:
    create_live_sessions()
    create_attendance()
    with op.batch_alter_table("cohort", table_args=kept("cohort", COHORT_CHECKS)) as batch:
        batch.add_column(
            sa.Column(
                "is_attendance_counted", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
    with op.batch_alter_table(
        "lesson_progress", table_args=kept("lesson_progress", PROGRESS_CHECKS)
    ) as batch:
        batch.add_column(sa.Column("live_session_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_lesson_progress_live_session_id_live_session"),
            "live_session",
            ["live_session_id"],
            ["id"],
        )
        batch.create_check_constraint(
            batch.f("ck_lesson_progress_attended_is_done"),
            "live_session_id IS NULL OR state = 'done'",
        )
    op.create_index(
        op.f("ix_lesson_progress_live_session_id"), "lesson_progress", ["live_session_id"]
    )


def create_live_sessions() -> None:
    op.create_table(
        "live_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("lets_join", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(title) >= 1", name=op.f("ck_live_session_has_title")),
        sa.CheckConstraint("length(place) >= 1", name=op.f("ck_live_session_has_place")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_live_session_ends_after_it_began")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_live_session_changes_counted")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_live_session_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_live_session_made_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_session")),
    )
    op.create_index(op.f("ix_live_session_cohort_id"), "live_session", ["cohort_id"])
    op.create_index(op.f("ix_live_session_ends_at"), "live_session", ["ends_at"])
    op.create_table(
        "live_session_module",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("live_session_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["live_session_id"],
            ["live_session.id"],
            name=op.f("fk_live_session_module_live_session_id_live_session"),
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["course_module.id"],
            name=op.f("fk_live_session_module_module_id_course_module"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_session_module")),
        sa.UniqueConstraint(
            "live_session_id",
            "module_id",
            name=op.f("uq_live_session_module_live_session_id_module_id"),
        ),
    )
    op.create_index(op.f("ix_live_session_module_module_id"), "live_session_module", ["module_id"])


def create_attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("live_session_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("has_left_early", sa.Boolean(), nullable=False),
        sa.CheckConstraint("way IN ('code', 'hand')", name=op.f("ck_attendance_known_way")),
        sa.ForeignKeyConstraint(
            ["live_session_id"],
            ["live_session.id"],
            name=op.f("fk_attendance_live_session_id_live_session"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_attendance_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["person.id"], name=op.f("fk_attendance_marked_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "live_session_id",
            "enrolment_id",
            name=op.f("uq_attendance_live_session_id_enrolment_id"),
        ),
    )
    op.create_index(op.f("ix_attendance_enrolment_id"), "attendance", ["enrolment_id"])


def kept(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
        for name, condition in checks.items()
    ]
