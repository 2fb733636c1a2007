"""create awareness sessions"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0024"
down_revision = "0023"

GROUPS = "'parents', 'teachers', 'children', 'youth', 'community', 'officials', 'mixed'"


def upgrade() -> None:
    op.create_table(
        "awareness_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("kit_code", sa.String(length=40), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reported_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            f"audience IN ({GROUPS})", name=op.f("ck_awareness_session_known_audience")
        ),
        sa.CheckConstraint(
            "children >= 0 AND adults >= 0", name=op.f("ck_awareness_session_whole_people")
        ),
        sa.CheckConstraint(
            "children + adults >= 1 AND children + adults <= 5000",
            name=op.f("ck_awareness_session_some_people"),
        ),
        sa.CheckConstraint(
            "length(province_code) = 2", name=op.f("ck_awareness_session_whole_province")
        ),
        sa.CheckConstraint(
            "changed_at >= reported_at", name=op.f("ck_awareness_session_reported_first")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_awareness_session_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_awareness_session_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_awareness_session_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awareness_session")),
    )
    for column in ("enrolment_id", "person_id", "organisation_id"):
        name = op.f(f"ix_awareness_session_{column}")
        op.create_index(name, "awareness_session", [column])
