"""create organisations"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("npsn", sa.String(length=8), nullable=True),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("founded_by", sa.Uuid(), nullable=True),
        sa.Column("founded_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'applied') = (decided_at IS NULL)",
            name=op.f("ck_organisation_decided_or_applied"),
        ),
        sa.CheckConstraint(
            "kind IN ('school', 'cso', 'patbm', 'office', 'programme')",
            name=op.f("ck_organisation_known_kind"),
        ),
        sa.CheckConstraint(
            "npsn IS NULL OR kind = 'school'", name=op.f("ck_organisation_npsn_of_schools_only")
        ),
        sa.CheckConstraint(
            "state IN ('applied', 'approved', 'refused')", name=op.f("ck_organisation_known_state")
        ),
        sa.CheckConstraint("length(name) >= 1", name=op.f("ck_organisation_has_name")),
        sa.CheckConstraint(
            "length(npsn) = 8 AND npsn = upper(npsn)", name=op.f("ck_organisation_whole_npsn")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_organisation_not_above_itself")),
        sa.ForeignKeyConstraint(
            ["founded_by"], ["person.id"], name=op.f("fk_organisation_founded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"], unique=False)
    op.create_index(
        "uq_organisation_npsn",
        "organisation",
        ["npsn"],
        unique=True,
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )

    op.create_table(
        "class_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_class_code_lives_for_a_while")),
        sa.CheckConstraint("length(code_hash) = 64", name=op.f("ck_class_code_whole_hash")),
        sa.CheckConstraint(
            "uses BETWEEN 0 AND max_uses", name=op.f("ck_class_code_uses_within_bounds")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_class_code_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_class_code_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_class_code_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_class_code_code_hash")),
    )
    op.create_index(op.f("ix_class_code_cohort_id"), "class_code", ["cohort_id"], unique=False)
    op.create_index(
        op.f("ix_class_code_organisation_id"), "class_code", ["organisation_id"], unique=False
    )

    op.create_table(
        "coordinator_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stated_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)",
            name=op.f("ck_coordinator_claim_decided_or_open"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'refused')",
            name=op.f("ck_coordinator_claim_known_state"),
        ),
        sa.CheckConstraint(
            "decided_at >= stated_at", name=op.f("ck_coordinator_claim_stated_first")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_coordinator_claim_decided_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_coordinator_claim_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_coordinator_claim_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinator_claim")),
    )
    op.create_index(
        op.f("ix_coordinator_claim_organisation_id"),
        "coordinator_claim",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_coordinator_claim_person_id"), "coordinator_claim", ["person_id"], unique=False
    )
    op.create_index(
        "uq_coordinator_claim_open",
        "coordinator_claim",
        ["organisation_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_invitation_lives_for_a_while")),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_invitation_whole_hash")),
        sa.CheckConstraint(
            "used_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitation_used_or_revoked")
        ),
        sa.CheckConstraint(
            "used_at IS NULL OR used_at >= made_at",
            name=op.f("ck_invitation_used_after_it_was_made"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_invitation_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_invitation_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_cohort_id"), "invitation", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["organisation_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
    )

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=True),
        sa.Column("group_name", sa.String(length=100), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("joined_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("left_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "joined_at IS NULL OR joined_at >= added_at",
            name=op.f("ck_membership_joined_after_added"),
        ),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at >= added_at", name=op.f("ck_membership_left_after_added")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_membership_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(
        "ix_membership_place", "membership", ["organisation_id", "unit", "group_name"], unique=False
    )
    op.create_index(
        "uq_membership_open",
        "membership",
        ["organisation_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
