"""What a program asks its database while a test watches."""

from contextlib import contextmanager

from sqlalchemy import event

from lms.extensions import db


@contextmanager
def statements_of(app):
    """A list that grows by each statement that is sent meanwhile, BEGIN left out."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
