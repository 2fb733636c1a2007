"""create certificates"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "status_list",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("opened_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(allocated = 65536) = (closed_at IS NOT NULL)",
            name=op.f("ck_status_list_closed_at_half"),
        ),
        sa.CheckConstraint(
            "allocated BETWEEN 0 AND 65536", name=op.f("ck_status_list_half_at_most")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_status_list_number_counts_from_one")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_status_list")),
    )
    op.create_table(
        "issuer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("signatories", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) >= 1", name=op.f("ck_issuer_has_name")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_issuer_version_counts_from_one")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_issuer_set_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer")),
        sa.UniqueConstraint("version", name=op.f("uq_issuer_version")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("achievement_code", sa.String(length=16), nullable=False),
        sa.Column("title_id", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("is_pilot", sa.Boolean(), nullable=False),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        sa.Column("issuer_id", sa.Uuid(), nullable=True),
        sa.Column("host", sa.String(length=262), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("issued_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("valid_until", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("signing_key_id", sa.String(length=8), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_holder", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_qr", sa.LargeBinary(), nullable=False),
        sa.Column("revoked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.String(length=40), nullable=True),
        sa.Column("withdrawn_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("kept_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revocation_reason IS NULL)",
            name=op.f("ck_certificate_revoked_for_a_reason"),
        ),
        sa.CheckConstraint("hours >= 1", name=op.f("ck_certificate_takes_time")),
        sa.CheckConstraint(
            "issuer_id IS NOT NULL OR is_specimen", name=op.f("ck_certificate_genuine_has_issuer")
        ),
        sa.CheckConstraint("length(number) = 16", name=op.f("ck_certificate_number_is_whole")),
        sa.CheckConstraint("level IN (0, 1)", name=op.f("ck_certificate_known_level")),
        sa.CheckConstraint(
            "status_index BETWEEN 0 AND 131071", name=op.f("ck_certificate_index_in_list")
        ),
        sa.CheckConstraint(
            "valid_until > issued_at", name=op.f("ck_certificate_valid_for_some_time")
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR kept_at IS NULL", name=op.f("ck_certificate_withdrawn_or_kept")
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_key.id"], name=op.f("fk_certificate_data_key_id_data_key")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_certificate_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["issuer.id"], name=op.f("fk_certificate_issuer_id_issuer")
        ),
        sa.ForeignKeyConstraint(
            ["list_number"],
            ["status_list.number"],
            name=op.f("fk_certificate_list_number_status_list"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "enrolment_id",
            "achievement_code",
            name=op.f("uq_certificate_enrolment_id_achievement_code"),
        ),
        sa.UniqueConstraint(
            "list_number", "status_index", name=op.f("uq_certificate_list_number_status_index")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"], unique=False)
    op.create_table(
        "artefact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("made_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'png')", name=op.f("ck_artefact_known_kind")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_artefact_whole_hash")),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_artefact_certificate_id_certificate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artefact")),
        sa.UniqueConstraint("certificate_id", "kind", name=op.f("uq_artefact_certificate_id_kind")),
    )
    op.create_table(
        "issuance_log",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=10), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("happened_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("entry_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "event IN ('issued', 'revoked', 'withdrawn', 'kept')",
            name=op.f("ck_issuance_log_known_event"),
        ),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_issuance_log_sequence_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_issuance_log_certificate_id_certificate"),
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_issuance_log")),
        sa.UniqueConstraint("entry_hash", name=op.f("uq_issuance_log_entry_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_issuance_log_previous_hash")),
    )
    op.create_index(
        op.f("ix_issuance_log_certificate_id"), "issuance_log", ["certificate_id"], unique=False
    )
