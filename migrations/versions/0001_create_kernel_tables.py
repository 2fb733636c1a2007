"""create kernel tables"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_actor_id"), "audit_event", ["actor_id"], unique=False)
    op.create_index(
        op.f("ix_audit_event_happened_at"), "audit_event", ["happened_at"], unique=False
    )
    op.create_index(op.f("ix_audit_event_subject_id"), "audit_event", ["subject_id"], unique=False)
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(wrapped IS NULL) = (destroyed_at IS NOT NULL)",
            name=op.f("ck_data_key_destroyed_or_wrapped"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["data_key.id"], name=op.f("fk_data_key_parent_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
    )
    op.create_index(op.f("ix_data_key_parent_id"), "data_key", ["parent_id"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("lease_until", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)",
            name=op.f("ck_job_leased_while_running"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_job_known_state")
        ),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_job_progress_in_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(op.f("ix_job_due_at"), "job", ["due_at"], unique=False)
    op.create_index(op.f("ix_job_state"), "job", ["state"], unique=False)
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "channel IN ('email', 'phone')", name=op.f("ck_outbox_message_known_channel")
        ),
        sa.CheckConstraint(
            "sent_at IS NULL OR given_up_at IS NULL", name=op.f("ck_outbox_message_one_end")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_outbox_message_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    op.create_index(op.f("ix_outbox_message_due_at"), "outbox_message", ["due_at"], unique=False)
    op.create_index(
        op.f("ix_outbox_message_person_id"), "outbox_message", ["person_id"], unique=False
    )
