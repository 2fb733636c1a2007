"""create static files"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "static_content",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_static_content_whole_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_static_content")),
        sa.UniqueConstraint("sha256", name=op.f("uq_static_content_sha256")),
    )
    op.create_table(
        "static_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"],
            ["static_content.id"],
            name=op.f("fk_static_file_content_id_static_content"),
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_static_file_course_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_static_file")),
        sa.UniqueConstraint(
            "course_version_id", "name", name=op.f("uq_static_file_course_version_id_name")
        ),
    )
    op.create_index(op.f("ix_static_file_content_id"), "static_file", ["content_id"])
