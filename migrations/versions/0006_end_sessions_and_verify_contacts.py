"""End sessions and verify contacts.

Sessions get rows, so everybody signs in once more after this migration. A name may have 60
characters, as every form has said from the start: where a longer one stands, the migration stops
and changes nothing, since nobody's name is shortened without them.
"""

import sqlalchemy as sa
from alembic import op

import lms.kernel.database.db
from lms.adapters.errors import MigrationFailed

revision = "0006"
down_revision = "0005"

MAX_NAME_LENGTH = 60
PERSON_CHECKS = {  # as they stand: SQLite rebuilds the table, and would lose them
    "known_audience": "audience IN ('cso', 'teacher', 'patbm')",
    "known_language": "language IN ('id', 'en')",
    "phone_is_e164": "phone LIKE '+%' AND length(phone) BETWEEN 8 AND 16",
    "named_until_erased": "(name IS NULL) = (erased_at IS NOT NULL)",
    "email_in_lower_case": "email = lower(email)",
    "has_contact": "erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL",
    "erased_completely": (
        "erased_at IS NULL OR (email IS NULL AND phone IS NULL AND password IS NULL"
        " AND audience IS NULL AND province_code IS NULL AND NOT active)"
    ),
}


def upgrade() -> None:
    limit_names()
    create_sessions()
    create_contact_changes()
    create_pilot_turns()


def limit_names() -> None:
    person = sa.table("person", sa.column("id", sa.Uuid()), sa.column("name", sa.String()))
    longer = sa.select(person.c.id).where(sa.func.length(person.c.name) > MAX_NAME_LENGTH)
    ids = op.get_bind().scalars(longer).all()
    if ids:
        listed = ", ".join(str(found) for found in ids[:10])
        raise MigrationFailed(
            reason=f"{len(ids)} names have more than {MAX_NAME_LENGTH} characters. Agree on a shorter"
            f" form with these people, enter it, and start again. Ids: {listed}"
        )
    kept = [
        sa.CheckConstraint(condition, name=op.f(f"ck_person_{name}"))
        for name, condition in PERSON_CHECKS.items()
    ]
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("person", table_args=kept if is_rebuilt else ()) as batch:
        batch.alter_column(
            "name", type_=sa.String(MAX_NAME_LENGTH), existing_type=sa.String(100), nullable=True
        )


def create_sessions() -> None:
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.String(length=64), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("begun_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("proved_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "via IN ('password', 'passkey', 'link')",
            name=op.f("ck_sign_in_session_known_way_in"),
        ),
        sa.CheckConstraint(
            "expires_at > begun_at", name=op.f("ck_sign_in_session_lives_for_a_while")
        ),
        sa.CheckConstraint(
            "proved_at >= begun_at", name=op.f("ck_sign_in_session_proved_when_begun_or_later")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= begun_at",
            name=op.f("ck_sign_in_session_ends_after_it_began"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("session_key", name=op.f("uq_sign_in_session_session_key")),
    )
    for column in ("person_id", "expires_at"):
        op.create_index(
            op.f(f"ix_sign_in_session_{column}"), "sign_in_session", [column], unique=False
        )


def create_contact_changes() -> None:
    op.create_table(
        "contact_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("former_email", sa.String(length=254), nullable=True),
        sa.Column("former_phone", sa.String(length=16), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("objection_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "objection_until", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("confirmed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("objected_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(email IS NULL) <> (phone IS NULL)", name=op.f("ck_contact_change_one_new_contact")
        ),
        sa.CheckConstraint(
            "(former_email IS NULL) <> (former_phone IS NULL)",
            name=op.f("ck_contact_change_one_former_contact"),
        ),
        sa.CheckConstraint(
            "expires_at > asked_at", name=op.f("ck_contact_change_lives_for_a_while")
        ),
        sa.CheckConstraint(
            "objection_until >= expires_at", name=op.f("ck_contact_change_objection_lives_longer")
        ),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR confirmed_at >= asked_at",
            name=op.f("ck_contact_change_confirmed_after_asking"),
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= asked_at",
            name=op.f("ck_contact_change_closed_after_asking"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_change_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_contact_change_made_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_change")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_change_token_hash")),
        sa.UniqueConstraint("objection_hash", name=op.f("uq_contact_change_objection_hash")),
    )
    for column in ("person_id", "objection_until"):
        op.create_index(
            op.f(f"ix_contact_change_{column}"), "contact_change", [column], unique=False
        )
    is_open = sa.text("confirmed_at IS NULL AND closed_at IS NULL")
    op.create_index(
        "uq_contact_change_open",
        "contact_change",
        ["person_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def create_pilot_turns() -> None:
    op.create_table(
        "pilot_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pilot_opening_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("decided_at", lms.kernel.database.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_pilot_turn_counts_from_one")),
        sa.CheckConstraint("kind IN ('ended', 'reopened')", name=op.f("ck_pilot_turn_known_kind")),
        sa.CheckConstraint(
            "(kind = 'ended') = (number % 2 = 1)",
            name=op.f("ck_pilot_turn_ends_and_reopens_in_turn"),
        ),
        sa.ForeignKeyConstraint(
            ["pilot_opening_id"],
            ["pilot_opening.id"],
            name=op.f("fk_pilot_turn_pilot_opening_id_pilot_opening"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_pilot_turn_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_turn")),
        sa.UniqueConstraint(
            "pilot_opening_id", "number", name=op.f("uq_pilot_turn_pilot_opening_id_number")
        ),
    )
