"""index keys for undo: a row that goes is looked for in each table that may refer to it"""

from alembic import op

revision = "0019"
down_revision = "0018"

COLUMNS = (
    ("person", "data_key_id"),
    ("outbox_message", "key_id"),
    ("membership", "added_by"),
    ("invitation", "made_by"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
