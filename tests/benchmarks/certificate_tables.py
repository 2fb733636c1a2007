"""Tables of certificates: ten that were issued, and as many more rows as asked for."""

import secrets
import sqlite3
from contextlib import closing
from types import SimpleNamespace
from uuid import uuid4

from certificates.issue_data import Achievement, Holder
from certificates.models import Certificate
from certificates.records import queries, service
from courses.enrolment.service import enrol_learner
from lms.accounts.queries import person_profile
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from tests.factories import make_course, make_person

PER_LIST = 60_000


def fill(app, more):
    with app.app_context():
        with transaction() as session:
            service.set_issuer(
                session, name="Lembaga", url="", signatories=(), set_by=None, now=utc_now()
            )
            version_id = make_course(session)
            people = [make_person(session) for _ in range(10)]
            enrolments = [
                enrol_learner(session, person_id=one, course_version_id=version_id, now=utc_now())
                for one in people
            ]
            ids = [
                issue(session, person, enrolment, "POESA-EL")
                for person, enrolment in zip(people, enrolments, strict=True)
            ]
        records = [queries.issued_record(db.session(), one) for one in ids]
        db.session.remove()
        if more:
            add_rows(db.engine.url.database, ids[0], more)
    return SimpleNamespace(app=app, people=people, enrolments=enrolments, records=records)


def issue(session, person_id, enrolment_id, code):
    return service.issue_certificate(
        session,
        enrolment_id=enrolment_id,
        person_id=person_id,
        person_key_id=person_profile(session, person_id).data_key_id,
        holder=Holder("Ratna Dewi", "teacher", "53"),
        achievement=Achievement(code, "Kursus", "Course", 8, 0, is_pilot=False),
        completed_on=utc_now().date(),
        now=utc_now(),
    )


def add_rows(database, id_of_first, more):
    """Copies of one row with what is unique made anew; nobody asks for them."""
    names = [column.name for column in Certificate.__table__.columns]
    with closing(sqlite3.connect(database)) as connection, connection:
        one = connection.execute(
            f"SELECT {', '.join(names)} FROM certificate WHERE id = ?",  # noqa: S608  our names
            (id_of_first.hex,),
        ).fetchone()
        facts = dict(zip(names, one, strict=True))
        lists = range(2, 2 + more // PER_LIST + 1)
        connection.executemany(
            "INSERT INTO status_list (number, allocated, opened_at, closed_at) "
            "VALUES (?, 65536, ?, ?)",
            [(number, facts["issued_at"], facts["issued_at"]) for number in lists],
        )
        connection.executemany(
            f"INSERT INTO certificate ({', '.join(names)}) "  # noqa: S608
            f"VALUES ({', '.join(':' + name for name in names)})",
            (
                facts
                | {
                    "id": uuid4().hex,
                    "number": secrets.token_hex(8).upper(),
                    "enrolment_id": uuid4().hex,
                    "person_id": uuid4().hex,
                    "list_number": 2 + index // PER_LIST,
                    "status_index": index % PER_LIST * 2,
                }
                for index in range(more)
            ),
        )
