"""Designs of certificates, and a job that seals those issued before there were seals."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0008"
down_revision = "0007"


JOB = sa.table(
    "job",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("key", sa.String()),
    sa.column("arguments", sa.JSON()),
    sa.column("state", sa.String()),
    sa.column("attempts", sa.Integer()),
    sa.column("progress", sa.Integer()),
    sa.column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True)),
    sa.column("due_at", lms.kernel.database.db.UtcDateTime(timezone=True)),
)


def upgrade() -> None:
    add_designs()
    ask_for_seals()


def ask_for_seals() -> None:
    """Only where something was issued before; the worker finds out which."""
    issued = sa.select(sa.func.count()).select_from(sa.table("certificate"))
    if not op.get_bind().scalar(issued):
        return
    now = datetime.now(UTC)
    op.bulk_insert(
        JOB,
        [
            {
                "id": uuid4(),
                "kind": "ask-for-missing-artefacts",
                "key": "ask-for-missing-artefacts",
                "arguments": {},
                "state": "waiting",
                "attempts": 0,
                "progress": 0,
                "created_at": now,
                "due_at": now,
            }
        ],
    )


def add_designs() -> None:
    op.create_table(
        "design_picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("height BETWEEN 1 AND 800", name=op.f("ck_design_picture_known_height")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_design_picture_whole_hash")),
        sa.CheckConstraint("width BETWEEN 1 AND 800", name=op.f("ck_design_picture_known_width")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_design_picture_added_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_picture")),
        sa.UniqueConstraint("sha256", name=op.f("uq_design_picture_sha256")),
    )
    op.create_table(
        "certificate_design",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_code", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=4), nullable=False),
        sa.Column("signatories", sa.JSON(), nullable=False),
        sa.Column("logos", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "language IN ('both', 'id', 'en')", name=op.f("ck_certificate_design_known_language")
        ),
        sa.CheckConstraint(
            "length(template) >= 1", name=op.f("ck_certificate_design_has_template")
        ),
        sa.CheckConstraint(
            "version >= 1", name=op.f("ck_certificate_design_version_counts_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["person.id"], name=op.f("fk_certificate_design_set_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design")),
        sa.UniqueConstraint(
            "course_code", "version", name=op.f("uq_certificate_design_course_code_version")
        ),
    )
