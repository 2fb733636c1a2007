"""Application context and read sessions for commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lms.cli.garbage_collection import garbage_collection_paused
from lms.kernel.errors import Unavailable

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.settings import Settings


class DatabaseEmpty(Unavailable):
    code = "database-empty"


@contextmanager
def application(settings: "Settings", *, only_reads: bool = False) -> Iterator[None]:
    """Open the data folder and an application context, and close its connections at the end.

    With `only_reads` the data folder need not be writable. Raises DatabaseEmpty, DatabaseNewer or
    DatabaseNotCurrent.
    """
    from lms.adapters.storage.data_folder import create_data_folder, prepare_data_folder

    create_data_folder(settings.data_dir) if only_reads else prepare_data_folder(settings.data_dir)
    require_current_version(settings.database_uri)
    with garbage_collection_paused():
        from lms.app import create_app
        from lms.extensions import db

        app = create_app(settings)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def read_session(settings: "Settings") -> Iterator["Session"]:
    """Open a read session without the application, whose pages take long to load.

    Raises DatabaseEmpty, DatabaseNewer or DatabaseNotCurrent.
    """
    with garbage_collection_paused():
        from sqlalchemy.orm import Session

        from lms.adapters.configured_ports import create_ports
        from lms.adapters.database.migrations import create_read_only_engine
        from lms.adapters.storage.data_folder import create_data_folder

    create_data_folder(settings.data_dir)
    require_current_version(settings.database_uri)
    engine = create_read_only_engine(settings.database_uri)
    try:
        with Session(engine, info={"ports": create_ports(settings)}) as session:
            yield session
    finally:
        engine.dispose()


def require_current_version(uri: str) -> None:
    """Require that the database has the version of this program.

    A missing file is not opened, since that would create it. Raises DatabaseEmpty, DatabaseNewer,
    DatabaseNotCurrent or RestoreUnfinished.
    """
    from lms.adapters.database import migrations
    from lms.adapters.database.restore_marker import require_no_unfinished_restore
    from lms.adapters.errors import DatabaseNewer, DatabaseNotCurrent

    require_no_unfinished_restore(uri)
    engine = migrations.create_read_only_engine(uri)
    try:
        file = engine.url.database or ""
        is_missing = engine.dialect.name == "sqlite" and not Path(file).exists()
        version = "" if is_missing else migrations.database_version(engine)
    finally:
        engine.dispose()
    newest = migrations.latest_version()
    if not version:
        raise DatabaseEmpty
    if version != newest:
        error = DatabaseNewer if version > newest else DatabaseNotCurrent
        raise error(version=version, newest=newest)
