"""create lti: platforms, their deployments and accounts, keys, and sessions in frames"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0046"
down_revision = "0045"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)
PERSON_CHECKS = {  # as they stand: SQLite rebuilds the table, and would lose them
    "known_audience": "audience IN ('cso', 'teacher', 'patbm')",
    "known_language": "language IN ('id', 'en')",
    "phone_is_e164": "phone LIKE '+%' AND length(phone) BETWEEN 8 AND 16",
    "named_until_erased": "(name IS NULL) = (erased_at IS NOT NULL)",
    "email_in_lower_case": "email = lower(email)",
    "erased_completely": (
        "erased_at IS NULL OR (email IS NULL AND phone IS NULL AND password IS NULL"
        " AND audience IS NULL AND province_code IS NULL AND NOT active)"
    ),
}
SESSION_CHECKS = {
    "lives_for_a_while": "expires_at > begun_at",
    "proved_when_begun_or_later": "proved_at >= begun_at",
    "ends_after_it_began": "ended_at IS NULL OR ended_at >= begun_at",
}
HAS_CONTACT = "erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL OR from_lti"
KNOWN_WAY_IN = "via IN ('password', 'passkey', 'link', 'lti')"


def upgrade() -> None:
    with op.batch_alter_table("person", table_args=rebuilt("person", PERSON_CHECKS)) as batch:
        batch.add_column(
            sa.Column("from_lti", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        replace_check(batch, "ck_person_has_contact", HAS_CONTACT)
    with op.batch_alter_table("person", table_args=rebuilt("person", PERSON_CHECKS)) as batch:
        batch.alter_column("from_lti", existing_type=sa.Boolean(), server_default=None)
        if is_sqlite():
            batch.create_check_constraint(op.f("ck_person_has_contact"), HAS_CONTACT)
    checks = rebuilt("sign_in_session", SESSION_CHECKS)
    with op.batch_alter_table("sign_in_session", table_args=checks) as batch:
        batch.add_column(sa.Column("frame_origins", sa.String(length=500), nullable=True))
        replace_check(batch, "ck_sign_in_session_known_way_in", KNOWN_WAY_IN)
    create_platforms()
    create_accounts()


def create_platforms() -> None:
    op.create_table(
        "lti_platform",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("authorization_url", sa.String(length=500), nullable=False),
        sa.Column("token_url", sa.String(length=500), nullable=False),
        sa.Column("key_set_url", sa.String(length=500), nullable=False),
        sa.Column("frame_origins", sa.String(length=500), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_platform")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_lti_platform_issuer_client_id")),
    )
    op.create_table(
        "lti_deployment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_deployment_platform_id_lti_platform"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_deployment")),
        sa.UniqueConstraint(
            "platform_id", "deployment_id", name=op.f("uq_lti_deployment_platform_id_deployment_id")
        ),
    )
    op.create_table(
        "lti_state",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint("length(state_hash) = 64", name=op.f("ck_lti_state_hash_in_hex")),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["lti_platform.id"], name=op.f("fk_lti_state_platform_id_lti_platform")
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_lti_state")),
    )
    op.create_index("ix_lti_state_expires_at", "lti_state", ["expires_at"])
    op.create_index("ix_lti_state_platform_id", "lti_state", ["platform_id"])


def create_accounts() -> None:
    op.create_table(
        "lti_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lti_account_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_lti_account_issuer_subject")),
    )
    op.create_index("ix_lti_account_person_id", "lti_account", ["person_id"])
    op.create_table(
        "lti_key",
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("public_jwk", sa.JSON(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("signs_from", MOMENT, nullable=False),
        sa.CheckConstraint("signs_from >= created_at", name=op.f("ck_lti_key_signs_once_created")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_lti_key_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_lti_key")),
    )


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def rebuilt(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    """The checks that stay. PostgreSQL keeps them without a rebuild."""
    if not is_sqlite():
        return []
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
        for name, condition in checks.items()
    ]


def replace_check(batch: object, name: str, condition: str) -> None:
    """Create a check again. SQLite has lost the old one in the rebuild."""
    if not is_sqlite():
        batch.drop_constraint(op.f(name), type_="check")  # type: ignore[attr-defined]
    batch.create_check_constraint(op.f(name), condition)  # type: ignore[attr-defined]
