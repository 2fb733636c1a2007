"""What a server does to connections that wait in the pool is met before somebody's request is."""

import pytest
from sqlalchemy import create_engine, event, select, text

from lms.accounts.models import Person
from lms.accounts.sessions.queries import sender_of_session
from lms.extensions import db, short_transaction, transaction
from lms.kernel.clock import utc_now
from lms.kernel.pooled_connections import look_before_use
from tests.conftest import ON_POSTGRESQL

END_OTHERS = """
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""  # and wait until they have gone, so many milliseconds at most
WAYS = {"short": short_transaction, "any": transaction}


def lose_connections(engine):
    """As a restart of the server does; SQLite has none, so there they are let go."""
    if not ON_POSTGRESQL:
        engine.dispose()
        return
    other = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(text(END_OTHERS))
    other.dispose()


@pytest.mark.parametrize("way", WAYS)
def test_a_write_after_the_server_ended_its_connection_goes_through(app, make_person, way):
    """Both that waited are gone, and neither comes to light in the first request or the second."""
    person_id = make_person()
    with app.app_context():
        db.session.execute(select(Person.id))
        with WAYS[way]() as session:
            assert sender_of_session(session, "nobody's", now=utc_now()) is None
        db.session.remove()
        lose_connections(db.engine)
        for name in ("First", "Second"):
            with WAYS[way]() as session:
                assert sender_of_session(session, "nobody's", now=utc_now()) is None
                session.get(Person, person_id).name = name
            assert db.session.scalar(select(Person.name).where(Person.id == person_id)) == name
            db.session.remove()


@pytest.fixture
def pings(database_url):
    """An engine that looks, with the number of times that the server was asked."""
    made = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    asked = []
    ping = made.dialect.do_ping
    made.dialect.do_ping = lambda driver: asked.append(driver) or ping(driver)
    yield made, asked
    made.dispose()


def use(engine, times):
    for _ in range(times):
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1


def test_a_connection_in_use_is_not_asked_about(pings):
    engine, asked = pings
    look_before_use(engine)
    use(engine, 5)
    assert asked == []


def test_one_that_has_waited_for_long_is_asked_about(pings):
    engine, asked = pings
    look_before_use(engine, long=0.0)  # each wait is longer
    use(engine, 3)
    assert len(asked) == (2 if ON_POSTGRESQL else 0)  # the first was opened for its use


def test_one_is_replaced_if_it_does_not_answer_for_any_reason(pings):
    """A driver that was closed by hand; the next one is new and answers."""
    engine, asked = pings
    look_before_use(engine)
    opened = []
    event.listen(engine, "connect", lambda driver, _record: opened.append(driver))
    use(engine, 1)
    if ON_POSTGRESQL:
        opened[0].close()
    use(engine, 2)
    assert len(opened) == (2 if ON_POSTGRESQL else 1)
    assert asked == opened[: len(asked)]
