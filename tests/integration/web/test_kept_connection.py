"""A session looks its connection up once a transaction, and never keeps one too long."""

from sqlalchemy import text

from lms.extensions import db, transaction


def is_open(connection):
    return connection.execute(text("SELECT 1")).scalar() == 1


def test_queries_of_one_transaction_share_a_connection(app):
    with app.app_context():
        session = db.session()
        assert session.connection() is session.connection()


def test_the_next_transaction_has_a_connection_that_is_open(app):
    with app.app_context():
        session = db.session()
        first = session.connection()
        session.rollback()
        assert session.connection() is not first
        assert is_open(session.connection())
        session.close()
        assert is_open(session.connection())


def test_a_write_has_one_of_its_own(app):
    with app.app_context(), transaction() as session:
        assert session.connection() is session.connection()
        assert session.connection() is not db.session().connection()
        assert session.connection().get_execution_options()["writes"]


def test_what_fails_inside_a_savepoint_is_undone_alone(app):
    """The connection was asked for before, so it was kept when the savepoint began."""
    with app.app_context(), transaction() as session:
        session.connection().execute(text("CREATE TEMPORARY TABLE tried (n INTEGER)"))
        session.connection().execute(text("INSERT INTO tried VALUES (1)"))
        inner = session.begin_nested()
        session.connection().execute(text("INSERT INTO tried VALUES (2)"))
        inner.rollback()
        assert session.connection().scalar(text("SELECT sum(n) FROM tried")) == 1
