"""Alembic environment; numbers revisions 0001, 0002, ... so that history reads in order.

Upgrades run through `payung db upgrade`, which guards them and hands its connection over.
"""

from collections.abc import Sequence
from typing import Any

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from lms.kernel.database.db import Base
from lms.tables import load_tables


def number_revision(
    migration_context: MigrationContext, revision: Any, directives: Sequence[MigrationScript]
) -> None:
    head = ScriptDirectory.from_config(context.config).get_current_head()
    for directive in directives:
        directive.rev_id = f"{int(head or 0) + 1:04d}"


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        process_revision_directives=number_revision,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


load_tables()
given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url", "")).connect() as own:
        migrate(own)
