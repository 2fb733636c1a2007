"""What a server does to connections that wait in the pool is met before somebody's request is."""

from sqlalchemy import create_engine, select, text

from lms.accounts.models import Person
from lms.accounts.sessions.queries import sender_of_session
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from tests.conftest import ON_POSTGRESQL

END_OTHERS = """
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""  # and wait until they have gone, so many milliseconds at most


def lose_connections(engine):
    """As a restart of the server does; SQLite has none, so there they are let go."""
    if not ON_POSTGRESQL:
        engine.dispose()
        return
    other = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(text(END_OTHERS))
    other.dispose()


def test_a_write_after_the_server_ended_its_connection_goes_through(app, make_person):
    """Both that waited are gone, and neither comes to light in the first request or the second."""
    person_id = make_person()
    with app.app_context():
        db.session.execute(select(Person.id))
        with transaction() as session:
            assert sender_of_session(session, "nobody's", now=utc_now()) is None
        db.session.remove()
        lose_connections(db.engine)
        for name in ("First", "Second"):
            with transaction() as session:
                assert sender_of_session(session, "nobody's", now=utc_now()) is None
                session.get(Person, person_id).name = name
            assert db.session.scalar(select(Person.name).where(Person.id == person_id)) == name
            db.session.remove()
