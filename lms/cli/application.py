"""The program for one command: on a data folder of its owner alone, on tables of this version."""

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
    """The program's context, with nothing left open behind it. Raises what
    `require_current_version` does.

    What only reads asks for no room in the data folder.
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
    """A session that reads, without the pages, which take most of a second to load.

    Raises what `require_current_version` does.
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
    """A missing file is not even opened, since that would make one.

    Raises DatabaseEmpty, DatabaseNewer or DatabaseNotCurrent: in tables of another version this
    program may write what that one does not mean.
    """
    from lms.adapters.database import migrations
    from lms.adapters.errors import DatabaseNewer, DatabaseNotCurrent

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
        other = DatabaseNewer if version > newest else DatabaseNotCurrent
        raise other(version=version, newest=newest)
