"""The database ends a connection in the middle of a request: 503, and the next request is whole."""

from contextlib import contextmanager

import pytest
from sqlalchemy import NullPool, create_engine, event, text

from lms.extensions import db
from tests.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no server")
END = text("SELECT pg_terminate_backend(:pid, 60000)")
SOME_STATEMENTS = 4


@pytest.fixture
def lose_connection_at(app):
    """The server ends the connection before the nth statement of a request, or all from there."""
    with app.app_context():
        engine = db.engine

    @contextmanager
    def lose_connection_at(number, *, and_later=False):
        other = create_engine(engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        seen = []

        def end(connection, *_arguments):
            seen.append(connection)
            if len(seen) == number or (and_later and len(seen) > number):
                pid = connection.connection.dbapi_connection.info.backend_pid
                with other.connect() as killer:
                    killer.execute(END, {"pid": pid})

        event.listen(engine, "before_cursor_execute", end)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", end)

    return lose_connection_at


@pytest.mark.parametrize("path", ["/admin/people", "/readyz", "/verify", "/nowhere"])
@pytest.mark.parametrize("and_later", [False, True])
@pytest.mark.parametrize("number", range(1, SOME_STATEMENTS + 1))
def test_request_whose_connection_ends_is_unavailable(
    administrator, lose_connection_at, path, number, and_later
):
    whole = administrator.get(path).status_code
    with lose_connection_at(number, and_later=and_later) as seen:
        broken = administrator.get(path)
    assert broken.status_code == (503 if len(seen) >= number else whole), broken.text[:3000]
    assert administrator.get(path).status_code == whole
