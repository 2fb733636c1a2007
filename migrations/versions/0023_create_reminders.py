"""create reminders"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "reminder_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stuck_after", sa.Integer(), nullable=False),
        sa.CheckConstraint("stuck_after >= 1", name=op.f("ck_reminder_round_stuck_after_days")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_reminder_round_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_reminder_round_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_round")),
    )
    op.create_index(op.f("ix_reminder_round_asked_by"), "reminder_round", ["asked_by"])
    op.create_index(op.f("ix_reminder_round_cohort_id"), "reminder_round", ["cohort_id"])
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("asked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('not-joined', 'not-started', 'stuck')",
            name=op.f("ck_reminder_known_reason"),
        ),
        sa.CheckConstraint(
            "outcome IN ('written', 'left-out', 'stopped')", name=op.f("ck_reminder_known_outcome")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR (outcome = 'written') = (message_id IS NOT NULL)",
            name=op.f("ck_reminder_written_with_a_message"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["reminder_round.id"], name=op.f("fk_reminder_round_id_reminder_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_reminder_round_id_person_id")),
    )
    op.create_index(op.f("ix_reminder_person_id"), "reminder", ["person_id"])
    op.create_table(
        "reminder_refusal",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("refused_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_refusal_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_refusal")),
    )
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("sender_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("quiet_zone", sa.String(length=40), nullable=True))
        table.create_index(op.f("ix_outbox_message_sender_id"), ["sender_id"])
