"""create learner questions"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "learner_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("module_code", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("published_question", sa.Text(), nullable=True),
        sa.Column("published_answer", sa.Text(), nullable=True),
        sa.Column("asked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("moderated_by", sa.Uuid(), nullable=True),
        sa.Column("moderated_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        *checks(),
        *keys(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner_question")),
    )
    for column in ("enrolment_id", "person_id", "course_id"):
        op.create_index(op.f(f"ix_learner_question_{column}"), "learner_question", [column])
    op.create_index("ix_learner_question_state_asked_at", "learner_question", ["state", "asked_at"])


def checks() -> list[sa.CheckConstraint]:
    conditions = {
        "known_state": "state IN ('waiting', 'passed', 'answered', 'declined')",
        "moderated_first": "(state = 'waiting') = (moderated_at IS NULL)",
        "answered_once": "(state = 'answered') = (answered_at IS NOT NULL)",
        "published_whole": "(published_question IS NULL) = (published_answer IS NULL)",
        "published_when_chosen": ("published_answer IS NULL OR (state = 'answered' AND is_public)"),
    }
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_learner_question_{name}"))
        for name, condition in conditions.items()
    ]


def keys() -> list[sa.ForeignKeyConstraint]:
    parents = {
        "enrolment_id": "enrolment",
        "person_id": "person",
        "course_id": "course",
        "moderated_by": "person",
        "answered_by": "person",
    }
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{parent}.id"], name=op.f(f"fk_learner_question_{column}_{parent}")
        )
        for column, parent in parents.items()
    ]
