"""give cohorts to organisations"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("cohort") as batch:
        batch.add_column(sa.Column("organisation_id", sa.Uuid(), nullable=True))
        batch.add_column(
            sa.Column("pace", sa.String(length=10), nullable=False, server_default="free")
        )
        batch.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_cohort_organisation_id_organisation"),
            "organisation",
            ["organisation_id"],
            ["id"],
        )
        batch.create_check_constraint(
            batch.f("ck_cohort_known_pace"), "pace IN ('free', 'two-days', 'four-weeks')"
        )
        batch.create_check_constraint(
            batch.f("ck_cohort_open_to_all_or_owned"), "organisation_id IS NULL OR NOT is_open"
        )
        batch.create_check_constraint(
            batch.f("ck_cohort_ends_after_it_began"), "ends_on >= starts_on"
        )
    op.create_index(op.f("ix_cohort_organisation_id"), "cohort", ["organisation_id"])
    op.create_table(
        "announcement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("posted_by", sa.Uuid(), nullable=False),
        sa.Column("posted_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(text) >= 1", name=op.f("ck_announcement_says_something")),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= posted_at",
            name=op.f("ck_announcement_ends_after_it_began"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_announcement_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["posted_by"], ["person.id"], name=op.f("fk_announcement_posted_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_cohort_id"), "announcement", ["cohort_id"])
