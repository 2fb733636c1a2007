"""add time limits: of assessments, deadlines of attempts, extra time of people"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0014"
down_revision = "0013"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)
LIMIT = "ck_assessment_limit_within_ten_hours"
ASSESSMENT_CHECKS = {  # as they stand: SQLite rebuilds the table, and would lose them
    "known_kind": "kind IN ('knowledge', 'self-efficacy')",
    "known_purpose": "purpose IN ('pre', 'post', 'practice', 'follow-up')",
    "pass_percent_in_percent": "pass_percent BETWEEN 0 AND 100",
    "at_least_one_attempt": "max_attempts >= 1",
}
ATTEMPT_CHECKS = {
    "number_counts_from_one": "number >= 1",
    "started_first": "submitted_at >= started_at",
}


def upgrade() -> None:
    with op.batch_alter_table("assessment", table_args=kept("assessment", ASSESSMENT_CHECKS)) as b:
        b.add_column(sa.Column("time_limit_minutes", sa.Integer(), nullable=True))
        b.create_check_constraint(op.f(LIMIT), "time_limit_minutes BETWEEN 1 AND 600")
    with op.batch_alter_table("attempt", table_args=kept("attempt", ATTEMPT_CHECKS)) as batch:
        batch.add_column(sa.Column("deadline_at", MOMENT, nullable=True))
        batch.create_check_constraint(op.f("ck_attempt_time_to_answer"), "deadline_at > started_at")
    op.create_table(
        "extra_time",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "percent BETWEEN 0 AND 300", name=op.f("ck_extra_time_at_most_four_times")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["person.id"], name=op.f("fk_extra_time_learner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["person.id"], name=op.f("fk_extra_time_granted_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_time")),
    )
    op.create_index("ix_extra_time_learner_id", "extra_time", ["learner_id"])


def kept(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
        for name, condition in checks.items()
    ]
