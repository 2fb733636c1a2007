"""create form release"""

import math
from typing import Any

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0044"
down_revision = "0043"

TIME = lms.kernel.database.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    table = op.create_table(
        "form_release",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("released_at", TIME, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('pre', 'post')", name=op.f("ck_form_release_test_of_a_pair")
        ),
        sa.CheckConstraint("n >= 1", name=op.f("ck_form_release_somebody_is_counted")),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["course_version.id"],
            name=op.f("fk_form_release_context_id_course_version"),
        ),
        sa.PrimaryKeyConstraint(
            "context_id", "purpose", "form", "released_at", name=op.f("pk_form_release")
        ),
    )
    _remember_released(table)


def _remember_released(table: sa.Table) -> None:
    """Begin with the counts that are released now."""
    summary = sa.table(
        "form_summary",
        sa.column("context_id", sa.Uuid()),
        sa.column("purpose", sa.String()),
        sa.column("form", sa.String()),
        sa.column("counts", sa.JSON()),
        sa.column("released_at", TIME),
    )
    rows = op.get_bind().execute(sa.select(summary).where(summary.c.released_at.is_not(None)))
    for row in rows.all():
        op.get_bind().execute(
            table.insert().values(
                context_id=row.context_id,
                purpose=row.purpose,
                form=row.form,
                released_at=row.released_at,
                n=row.counts["n"],
                items=_items(row.counts["points"]),
            )
        )


def _items(points: dict[str, Any]) -> dict[str, list[float]]:
    """Return people and points by item."""
    items = {}
    for code, by_points in points.items():
        people = [(value, sum(n for _total, n in totals)) for value, totals in by_points]
        items[code] = [sum(n for _value, n in people), math.fsum(v * n for v, n in people)]
    return items
