"""allow one record store: a unique index, so that two forms at once cannot add two of them"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

IS_STORE = sa.text("kind = 'record-store'")
RECEIVER = sa.table("event_receiver", sa.column("id"), sa.column("kind"), sa.column("created_at"))
DELIVERY = sa.table("event_delivery", sa.column("receiver_id"))


def upgrade() -> None:
    connection = op.get_bind()
    stores = sa.select(RECEIVER.c.id).where(RECEIVER.c.kind == "record-store")
    ids = connection.scalars(stores.order_by(RECEIVER.c.created_at, RECEIVER.c.id)).all()
    hidden = ids[1:]  # of stores that were added at once, the pages show the oldest alone
    if hidden:
        op.execute(sa.delete(DELIVERY).where(DELIVERY.c.receiver_id.in_(hidden)))
        op.execute(sa.delete(RECEIVER).where(RECEIVER.c.id.in_(hidden)))
    op.create_index(
        "ix_event_receiver_one_record_store",
        "event_receiver",
        ["kind"],
        unique=True,
        sqlite_where=IS_STORE,
        postgresql_where=IS_STORE,
    )
