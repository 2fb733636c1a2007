"""create organisation moves"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0030"
down_revision = "0029"
REFERENCES = (
    ("organisation_id", "organisation"),
    ("from_id", "organisation"),
    ("to_id", "organisation"),
    ("asked_by", "person"),
    ("given_by", "person"),
    ("taken_by", "person"),
    ("ended_by", "person"),
)


def upgrade() -> None:
    op.create_table(
        "organisation_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=True),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'moved', 'refused', 'withdrawn', 'overtaken')",
            name=op.f("ck_organisation_move_known_state"),
        ),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)",
            name=op.f("ck_organisation_move_ended_or_open"),
        ),
        sa.CheckConstraint("ended_at >= asked_at", name=op.f("ck_organisation_move_asked_first")),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_organisation_move_goes_elsewhere")),
        sa.CheckConstraint(
            "from_id IS NOT NULL OR to_id IS NOT NULL",
            name=op.f("ck_organisation_move_not_from_top_to_top"),
        ),
        sa.CheckConstraint(
            "state <> 'moved' OR (given_by IS NOT NULL AND taken_by IS NOT NULL)",
            name=op.f("ck_organisation_move_moved_by_both"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_organisation_move_{column}_{table}"),
            )
            for column, table in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_move")),
    )
    for column in ("organisation_id", "from_id", "to_id", "asked_by"):
        op.create_index(op.f(f"ix_organisation_move_{column}"), "organisation_move", [column])
    waits = sa.text("state = 'open'")
    op.create_index(
        "uq_organisation_move_open",
        "organisation_move",
        ["organisation_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )
