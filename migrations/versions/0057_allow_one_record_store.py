"""allow one record store: a unique index, so that two forms at once cannot add two of them"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

IS_STORE = sa.text("kind = 'record-store'")
# Of two stores that were added at once, the pages show the older one alone.
SHOWN = (
    "SELECT id FROM event_receiver WHERE kind = 'record-store' ORDER BY created_at, id LIMIT 1"
)
OTHERS = f"kind = 'record-store' AND id NOT IN ({SHOWN})"


def upgrade() -> None:
    hidden = f"SELECT id FROM event_receiver WHERE {OTHERS}"
    op.execute(f"DELETE FROM event_delivery WHERE receiver_id IN ({hidden})")
    op.execute(f"DELETE FROM event_receiver WHERE {OTHERS}")
    op.create_index(
        "ix_event_receiver_one_record_store",
        "event_receiver",
        ["kind"],
        unique=True,
        sqlite_where=IS_STORE,
        postgresql_where=IS_STORE,
    )
