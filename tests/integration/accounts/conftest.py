"""Fixtures of the account tests."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from lms.extensions import db
from lms.kernel.clock import utc_now


@pytest.fixture
def counted_statements(app):
    """Collects the statements that the program sends meanwhile, without BEGIN and PRAGMA."""

    @contextmanager
    def count():
        with app.app_context():
            engine = db.engine
        statements = []

        def note(connection, cursor, statement, *_rest):
            if not statement.startswith(("BEGIN", "PRAGMA")):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield statements
        event.remove(engine, "before_cursor_execute", note)

    return count


@pytest.fixture
def act(new_session):
    """Calls a service in a transaction of its own."""

    def act(function, *positional, **named):
        with new_session() as session, session.begin():
            return function(session, *positional, now=utc_now(), **named)

    return act
