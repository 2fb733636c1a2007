"""create people"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "attempted_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("succeeded_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        "ix_sign_in_attempt_account",
        "sign_in_attempt",
        ["account_hash", "attempted_at"],
        unique=False,
    )
    op.create_index(
        "ix_sign_in_attempt_address",
        "sign_in_attempt",
        ["address_hash", "attempted_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sign_in_attempt_attempted_at"), "sign_in_attempt", ["attempted_at"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("audience", sa.String(length=10), nullable=True),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("erased_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "audience IN ('cso', 'teacher', 'patbm')", name=op.f("ck_person_known_audience")
        ),
        sa.CheckConstraint("language IN ('id', 'en')", name=op.f("ck_person_known_language")),
        sa.CheckConstraint(
            "phone LIKE '+%' AND length(phone) BETWEEN 8 AND 16",
            name=op.f("ck_person_phone_is_e164"),
        ),
        sa.CheckConstraint(
            "(name IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_person_named_until_erased")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_in_lower_case")),
        sa.CheckConstraint(
            "erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL",
            name=op.f("ck_person_has_contact"),
        ),
        sa.CheckConstraint(
            "erased_at IS NULL OR (email IS NULL AND phone IS NULL AND password IS NULL AND audience IS NULL AND province_code IS NULL AND NOT active)",
            name=op.f("ck_person_erased_completely"),
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_key.id"], name=op.f("fk_person_data_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
        sa.UniqueConstraint("phone", name=op.f("uq_person_phone")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('learning', 'evaluation', 'reminders')",
            name=op.f("ck_consent_known_purpose"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_at >= given_at", name=op.f("ck_consent_given_first")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_index(
        "uq_consent_standing",
        "consent",
        ["person_id", "purpose"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"], unique=False)
    op.create_table(
        "person_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_notice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_notice")),
    )
    op.create_index(
        op.f("ix_person_notice_person_id"), "person_notice", ["person_id"], unique=False
    )
    op.create_table(
        "platform_setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by"], ["person.id"], name=op.f("fk_platform_setting_set_by_person")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_platform_setting")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope_type", sa.String(length=20), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(scope_type = 'platform') = (scope_id IS NULL)",
            name=op.f("ck_role_grant_scope_is_complete"),
        ),
        sa.CheckConstraint(
            "role IN ('learner', 'coordinator', 'facilitator', 'author', 'expert', 'evaluator', 'administrator')",
            name=op.f("ck_role_grant_known_role"),
        ),
        sa.CheckConstraint(
            "scope_type IN ('platform', 'organisation', 'cohort', 'course')",
            name=op.f("ck_role_grant_known_scope_type"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= granted_at",
            name=op.f("ck_role_grant_ends_after_it_began"),
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["person.id"], name=op.f("fk_role_grant_granted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_index(
        "uq_role_grant_open_in_scope",
        "role_grant",
        ["person_id", "role", "scope_type", "scope_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND scope_id IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND scope_id IS NOT NULL"),
    )
    op.create_index(
        "uq_role_grant_open_on_platform",
        "role_grant",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND scope_id IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND scope_id IS NULL"),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose = 'administrator' OR person_id IS NOT NULL",
            name=op.f("ck_sign_in_link_made_for_a_person"),
        ),
        sa.CheckConstraint(
            "purpose IN ('sign-up', 'invitation', 'reset', 'administrator')",
            name=op.f("ck_sign_in_link_known_purpose"),
        ),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_sign_in_link_lives_for_a_while")),
        sa.CheckConstraint(
            "used_at IS NULL OR used_at >= made_at",
            name=op.f("ck_sign_in_link_used_after_it_was_made"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_sign_in_link_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_link_person_id"), "sign_in_link", ["person_id"], unique=False)
