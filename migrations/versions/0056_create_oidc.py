"""create oidc: sign-in providers, started sign-ins, accounts of people, and sessions from them"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db

revision = "0056"
down_revision = "0055"

MOMENT = lms.kernel.database.db.UtcDateTime(timezone=True)
SESSION_CHECKS = {  # as they stand: SQLite rebuilds the table, and would lose them
    "lives_for_a_while": "expires_at > begun_at",
    "proved_when_begun_or_later": "proved_at >= begun_at",
    "ends_after_it_began": "ended_at IS NULL OR ended_at >= begun_at",
}
KNOWN_WAY_IN = "via IN ('password', 'passkey', 'link', 'lti', 'oidc')"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    checks = SESSION_CHECKS if is_sqlite else {}
    remaining = [
        sa.CheckConstraint(condition, name=op.f(f"ck_sign_in_session_{name}"))
        for name, condition in checks.items()
    ]
    with op.batch_alter_table("sign_in_session", table_args=remaining, recreate="auto") as batch:
        if not is_sqlite:
            batch.drop_constraint(op.f("ck_sign_in_session_known_way_in"), type_="check")
        batch.create_check_constraint(op.f("ck_sign_in_session_known_way_in"), KNOWN_WAY_IN)
    op.create_table(
        "oidc_provider",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("domains", sa.String(length=2000), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_oidc_provider_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_provider")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_oidc_provider_issuer_client_id")),
    )
    op.create_table(
        "oidc_state",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_verifier", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("next_path", sa.String(length=1000), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint("length(state_hash) = 64", name=op.f("ck_oidc_state_hash_in_hex")),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["oidc_provider.id"],
            name=op.f("fk_oidc_state_provider_id_oidc_provider"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_oidc_state_person_id_person")
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_oidc_state")),
    )
    for column in ("expires_at", "person_id", "provider_id"):
        op.create_index(f"ix_oidc_state_{column}", "oidc_state", [column])
    op.create_table(
        "oidc_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["oidc_provider.id"],
            name=op.f("fk_oidc_account_provider_id_oidc_provider"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_oidc_account_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_oidc_account_issuer_subject")),
    )
    for column in ("person_id", "provider_id"):
        op.create_index(f"ix_oidc_account_{column}", "oidc_account", [column])
