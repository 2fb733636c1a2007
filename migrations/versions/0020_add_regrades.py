"""add regrades and reviews of items, and say of a score by which regrade it was made"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0020"
down_revision = "0019"

RULES = "'key', 'drop', 'full-credit', 'as-written', 'late'"
EFFECTS = "'issued', 'pass-lost', 'level-higher', 'level-lower'"


def upgrade() -> None:
    add_regrades()
    add_findings()
    add_reviews()
    with op.batch_alter_table("score") as batch:
        batch.add_column(sa.Column("regrade_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_score_regrade_id_regrade"), "regrade", ["regrade_id"], ["id"]
        )
        batch.create_index("ix_score_regrade_id", ["regrade_id"])


def add_regrades() -> None:
    op.create_table(
        "regrade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_code", sa.String(length=80), nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("item_version_id", sa.Uuid(), nullable=True),
        sa.Column("key_version_id", sa.Uuid(), nullable=True),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"rule IN ({RULES})", name=op.f("ck_regrade_known_rule")),
        sa.CheckConstraint(
            "(rule = 'key') = (key_version_id IS NOT NULL)",
            name=op.f("ck_regrade_key_of_a_version"),
        ),
        sa.CheckConstraint(
            "(rule = 'late') = (item_version_id IS NULL)", name=op.f("ck_regrade_item_unless_late")
        ),
        sa.CheckConstraint(
            "(rule = 'late') = (assessment_id IS NOT NULL)",
            name=op.f("ck_regrade_late_somewhere"),
        ),
        sa.CheckConstraint(
            "rule = 'late' OR attempt_id IS NULL",
            name=op.f("ck_regrade_one_attempt_only_where_late"),
        ),
        sa.CheckConstraint("length(reason) >= 1", name=op.f("ck_regrade_has_reason")),
        *foreign_keys(
            "regrade",
            item_version_id="item_version",
            key_version_id="item_version",
            assessment_id="assessment",
            attempt_id="attempt",
            decided_by="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    for column in ("bank_code", "item_version_id"):
        op.create_index(op.f(f"ix_regrade_{column}"), "regrade", [column])


def add_findings() -> None:
    op.create_table(
        "regrade_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("effect", sa.String(length=12), nullable=False),
        sa.Column("found_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=True),
        sa.Column("kept_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"effect IN ({EFFECTS})", name=op.f("ck_regrade_finding_known_effect")),
        sa.CheckConstraint(
            "(kept_at IS NULL) = (kept_by IS NULL)",
            name=op.f("ck_regrade_finding_kept_by_somebody"),
        ),
        sa.CheckConstraint(
            "effect <> 'issued' OR kept_at IS NULL",
            name=op.f("ck_regrade_finding_nothing_to_decide_if_issued"),
        ),
        *foreign_keys(
            "regrade_finding",
            regrade_id="regrade",
            learner_id="person",
            certificate_id="certificate",
            kept_by="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_finding")),
        sa.UniqueConstraint(
            "regrade_id",
            "certificate_id",
            name=op.f("uq_regrade_finding_regrade_id_certificate_id"),
        ),
    )


def add_reviews() -> None:
    op.create_table(
        "item_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_version_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reviewed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'in-review', 'approved')", name=op.f("ck_item_review_known_state")
        ),
        *foreign_keys("item_review", item_version_id="item_version", reviewer_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_review")),
    )
    op.create_index("ix_item_review_item_version_id", "item_review", ["item_version_id"])


def foreign_keys(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
        )
        for column, target in targets.items()
    ]
