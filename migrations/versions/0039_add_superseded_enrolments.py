"""add superseded enrolments

A person may begin another version of a course. One enrolment a course is active; earlier ones stay
as history.
"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    with op.batch_alter_table("enrolment") as batch:
        batch.add_column(
            sa.Column(
                "superseded_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True
            )
        )
        batch.drop_constraint(op.f("uq_enrolment_person_id_course_id"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_enrolment_person_id_course_version_id"), ["person_id", "course_version_id"]
        )
    op.create_index(
        "uq_enrolment_active",
        "enrolment",
        ["person_id", "course_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
