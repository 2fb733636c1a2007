"""release awareness sessions

Sums of awareness sessions that are published for everybody, and which sessions they hold.
"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    with op.batch_alter_table("awareness_session") as batch:
        batch.add_column(sa.Column("counted_in", sa.Integer(), nullable=True))
    op.create_table(
        "awareness_release",
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reporters", sa.Integer(), nullable=False),
        sa.Column("plans", sa.Integer(), nullable=False),
        sa.Column("released_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_awareness_release_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_awareness_release_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("course_version_id", name=op.f("pk_awareness_release")),
    )
    op.create_table(
        "awareness_total",
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("group_id", sa.String(length=40), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.CheckConstraint("sessions >= 1", name=op.f("ck_awareness_total_something_is_counted")),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_awareness_total_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint(
            "course_version_id", "dimension", "group_id", name=op.f("pk_awareness_total")
        ),
    )
