"""create rosters"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0015"
down_revision = "0014"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        sa.Column("brought_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'importing', 'done', 'stopped', 'undoing', 'undone')",
            name=op.f("ck_roster_import_known_state"),
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (confirmed_at IS NULL)",
            name=op.f("ck_roster_import_confirmed_or_draft"),
        ),
        sa.CheckConstraint(
            "confirmed_at >= brought_at", name=op.f("ck_roster_import_brought_first")
        ),
        sa.CheckConstraint(
            "expires_at > brought_at", name=op.f("ck_roster_import_lives_for_a_while")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_roster_import_{column}_{table}")
            )
            for column, table in (
                ("organisation_id", "organisation"),
                ("cohort_id", "cohort"),
                ("key_id", "data_key"),
                ("brought_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    for column in ("organisation_id", "cohort_id"):
        op.create_index(op.f(f"ix_roster_import_{column}"), "roster_import", [column])
    op.create_table(
        "roster_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('brought', 'left-out', 'waiting', 'done', 'undone', 'kept')",
            name=op.f("ck_roster_row_known_state"),
        ),
        sa.CheckConstraint("line >= 1", name=op.f("ck_roster_row_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["roster_import.id"],
            name=op.f("fk_roster_row_import_id_roster_import"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roster_row_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_row")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_roster_row_import_id_line")),
    )
    op.create_index(op.f("ix_roster_row_person_id"), "roster_row", ["person_id"])
