"""Credentials, keys and changes of status."""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    add_keys_and_lists()
    let_certificates_follow_one_another()
    let_artefacts_be_of_more_kinds()
    let_the_log_tell_more()
    add_corrections()


def moment(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, lms.kernel.database.db.UtcDateTime(timezone=True), nullable=nullable)


def add_keys_and_lists() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.String(length=43), nullable=False),
        sa.Column("algorithm", sa.String(length=10), nullable=False),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("certificate_der", sa.LargeBinary(), nullable=True),
        moment("created_at", nullable=False),
        moment("retired_at"),
        moment("compromised_at"),
        sa.CheckConstraint(
            "algorithm IN ('Ed25519', 'P-256')", name=op.f("ck_signing_key_known_algorithm")
        ),
        sa.CheckConstraint(
            "(algorithm = 'P-256') = (certificate_der IS NOT NULL)",
            name=op.f("ck_signing_key_documents_have_x509"),
        ),
        sa.CheckConstraint(
            "compromised_at IS NULL OR retired_at IS NOT NULL",
            name=op.f("ck_signing_key_leaked_signs_no_more"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_signing_key_kid")),
    )
    op.create_table(
        "status_list_credential",
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=43), nullable=False),
        moment("signed_at", nullable=False),
        moment("valid_until", nullable=False),
        sa.CheckConstraint(
            "purpose IN ('revocation', 'suspension')",
            name=op.f("ck_status_list_credential_known_purpose"),
        ),
        sa.CheckConstraint(
            "valid_until > signed_at", name=op.f("ck_status_list_credential_valid_for_some_time")
        ),
        sa.ForeignKeyConstraint(
            ["list_number"],
            ["status_list.number"],
            name=op.f("fk_status_list_credential_list_number_status_list"),
        ),
        sa.PrimaryKeyConstraint("list_number", "purpose", name=op.f("pk_status_list_credential")),
    )


def let_certificates_follow_one_another() -> None:
    with op.batch_alter_table("certificate") as batch:
        batch.drop_constraint("uq_certificate_enrolment_id_achievement_code", type_="unique")
        batch.add_column(moment("suspended_at"))
        batch.add_column(sa.Column("suspension_reason", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("replaces_id", sa.Uuid(), nullable=True))
        batch.add_column(moment("replaced_at"))
        batch.add_column(sa.Column("replaced_for", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("generation", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("achievement_details", sa.JSON(), nullable=True))
        batch.create_unique_constraint(op.f("uq_certificate_replaces_id"), ["replaces_id"])
        batch.create_foreign_key(
            op.f("fk_certificate_replaces_id_certificate"), "certificate", ["replaces_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_certificate_suspended_for_a_reason"),
            "(suspended_at IS NULL) = (suspension_reason IS NULL)",
        )
        batch.create_check_constraint(
            op.f("ck_certificate_replaced_for_a_reason"),
            "(replaced_at IS NULL) = (replaced_for IS NULL)",
        )
        batch.create_check_constraint(
            op.f("ck_certificate_known_replacement"), "replaced_for IN ('correction', 'renewal')"
        )
        batch.create_check_constraint(
            op.f("ck_certificate_generation_counts_from_one"), "generation >= 1"
        )
    op.create_index(
        "uq_certificate_current",
        "certificate",
        ["enrolment_id", "achievement_code"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


def let_artefacts_be_of_more_kinds() -> None:
    kinds = "'json', 'jwt', 'sealed-pdf', 'png', 'badge-png', 'badge-svg', 'pdf'"
    with op.batch_alter_table("artefact") as batch:
        batch.drop_constraint("uq_artefact_certificate_id_kind", type_="unique")
        batch.drop_constraint(op.f("ck_artefact_known_kind"), type_="check")
        batch.add_column(sa.Column("generation", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("key_id", sa.String(length=43), nullable=True))
        batch.create_unique_constraint(
            op.f("uq_artefact_certificate_id_kind_generation"),
            ["certificate_id", "kind", "generation"],
        )
        batch.create_check_constraint(op.f("ck_artefact_known_kind"), f"kind IN ({kinds})")
        batch.create_check_constraint(
            op.f("ck_artefact_generation_counts_from_one"), "generation >= 1"
        )
    op.create_index("ix_artefact_sha256", "artefact", ["sha256"])


def let_the_log_tell_more() -> None:
    keys = "'key-added', 'key-retired', 'key-leaked'"
    events = (
        "'issued', 'revoked', 'withdrawn', 'kept', 'suspended', 'restored', 'superseded', "
        f"'renewed', 're-signed', {keys}"
    )
    with op.batch_alter_table("issuance_log") as batch:
        batch.drop_constraint(op.f("ck_issuance_log_known_event"), type_="check")
        batch.alter_column("event", existing_type=sa.String(length=10), type_=sa.String(length=12))
        batch.alter_column("certificate_id", existing_type=sa.Uuid(), nullable=True)
        batch.create_check_constraint(op.f("ck_issuance_log_known_event"), f"event IN ({events})")
        batch.create_check_constraint(
            op.f("ck_issuance_log_of_a_certificate_or_a_key"),
            f"(event IN ({keys})) = (certificate_id IS NULL)",
        )


def add_corrections() -> None:
    op.create_table(
        "name_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        moment("asked_at", nullable=False),
        moment("decided_at"),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("replacement_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'declined')", name=op.f("ck_name_correction_known_state")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)",
            name=op.f("ck_name_correction_decided_or_open"),
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (replacement_id IS NOT NULL)",
            name=op.f("ck_name_correction_approved_with_another"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_name_correction_{column}_{table}")
            )
            for column, table in (
                ("certificate_id", "certificate"),
                ("person_id", "person"),
                ("data_key_id", "data_key"),
                ("decided_by", "person"),
                ("replacement_id", "certificate"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_correction")),
    )
    op.create_index("ix_name_correction_certificate_id", "name_correction", ["certificate_id"])
    op.create_index("ix_name_correction_person_id", "name_correction", ["person_id"])
    op.create_index(
        "uq_name_correction_open",
        "name_correction",
        ["certificate_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
