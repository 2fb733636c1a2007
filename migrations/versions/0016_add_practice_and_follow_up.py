"""Add practice and follow-up.

Courses that stand already get both: their versions are never imported again.
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0016"
down_revision = "0015"

INSTANT = lms.kernel.database.db.UtcDateTime(timezone=True)
NEW = (  # kind, purpose, how often
    ("knowledge", "practice", 2**31 - 1),
    ("knowledge", "follow-up", 2),
    ("self-efficacy", "follow-up", 2),
)


def upgrade() -> None:
    op.add_column("assessment", sa.Column("policy", sa.JSON(), nullable=False, server_default="{}"))
    add_assessments()
    create_practice()
    create_invitations()
    op.add_column("lesson_progress", sa.Column("reopened_at", INSTANT, nullable=True))
    op.add_column("lesson_progress", sa.Column("read_again_at", INSTANT, nullable=True))


def add_assessments() -> None:
    assessment = sa.table(
        "assessment",
        sa.column("id", sa.Uuid()),
        sa.column("context_id", sa.Uuid()),
        sa.column("kind", sa.String()),
        sa.column("purpose", sa.String()),
        sa.column("max_attempts", sa.Integer()),
        sa.column("waits_hours", sa.JSON()),
        sa.column("policy", sa.JSON()),
        sa.column("created_at", INSTANT),
    )
    tests = sa.select(assessment.c.context_id, assessment.c.created_at).where(
        assessment.c.kind == "knowledge", assessment.c.purpose == "post"
    )
    rows = [
        {
            "id": uuid4(),
            "context_id": context_id,
            "kind": kind,
            "purpose": purpose,
            "max_attempts": max_attempts,
            "waits_hours": [],
            "policy": {},
            "created_at": created_at,
        }
        for context_id, created_at in op.get_bind().execute(tests).all()
        for kind, purpose, max_attempts in NEW
    ]
    if rows:
        op.bulk_insert(assessment, rows)


def create_practice() -> None:
    op.create_table(
        "practice_card",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.CheckConstraint("step >= 0", name=op.f("ck_practice_card_step_counts_from_zero")),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_practice_card_context_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_practice_card_item_id_item")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["person.id"], name=op.f("fk_practice_card_learner_id_person")
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "context_id", "item_id", name=op.f("pk_practice_card")
        ),
    )
    op.create_table(
        "practice_put_away",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("put_away_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_practice_put_away_context_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["person.id"], name=op.f("fk_practice_put_away_learner_id_person")
        ),
        sa.PrimaryKeyConstraint("learner_id", "context_id", name=op.f("pk_practice_put_away")),
    )


def create_invitations() -> None:
    op.create_table(
        "follow_up_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("invited_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("put_away_at", INSTANT, nullable=True),
        sa.CheckConstraint("months >= 1", name=op.f("ck_follow_up_invitation_months_after")),
        sa.CheckConstraint(
            "closes_at > invited_at", name=op.f("ck_follow_up_invitation_open_for_a_while")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_follow_up_invitation_enrolment_id_enrolment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_invitation")),
        sa.UniqueConstraint(
            "enrolment_id", "months", name=op.f("uq_follow_up_invitation_enrolment_id_months")
        ),
    )
