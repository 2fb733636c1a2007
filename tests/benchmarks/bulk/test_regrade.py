"""How long it takes to regrade 10,000 attempts of 20 items, each scored anew from its log."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry, Score
from assessments.attempts.start import start_attempt
from assessments.items.models import ItemVersion
from assessments.rescoring.targets import Target
from courses.enrolment.service import enrol_learner
from lms.accounts.models import Person
from lms.app import create_app
from lms.extensions import db, task_context, transaction
from lms.kernel.clock import new_id, utc_now
from lms.settings import Settings
from lms.workflows.attempts.rescore import decide_rescoring, dry_run, run_rescoring
from tests.benchmarks.reports import add_line
from tests.conftest import build_schema
from tests.factories import make_course, make_person

ATTEMPTS = 10_000
MAX_SECONDS = 10.0
ROOM = 3  # between a limit on a quiet machine, and what fails here
BEGAN = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def full(tmp_path):
    """One attempt at the post-test that was begun as usual, and copies of it with other answers."""
    build_schema(f"sqlite:///{tmp_path / 'payung.db'}")
    app = create_app(Settings(data_dir=tmp_path))
    with app.app_context():
        with transaction() as session:
            version_id = make_course(session)
            person_id = make_person(session)
            facts = {"person_id": person_id, "course_version_id": version_id, "now": utc_now()}
            enrol_learner(session, **facts)
            attempt_id = start_attempt(
                session,
                learner_id=person_id,
                context_id=version_id,
                cohort_id=new_cohort(session),
                purpose="post",
                now=BEGAN,
            )
        with transaction() as session:
            copy_attempts(session, attempt_id, person_id)
        yield app
        db.session.remove()
        db.engine.dispose()


def new_cohort(session):
    from courses.enrolment.models import Cohort

    return session.scalars(select(Cohort.id)).first()


def copy_attempts(session, attempt_id, person_id):
    """Learners, attempts, slots, two answers a slot, and the score by the key as it is."""
    model = session.get_one(Attempt, attempt_id)
    slots = session.scalars(select(AttemptSlot).filter_by(attempt_id=attempt_id)).all()
    keys = dict(session.execute(select(ItemVersion.id, ItemVersion.answer_key)).all())
    person = session.get_one(Person, person_id)
    rows = {Person: [], Attempt: [], AttemptSlot: [], ResponseLogEntry: [], Score: []}
    for number in range(ATTEMPTS):
        add_copy(rows, (model, slots, keys, person), number)
    for table, some in rows.items():
        session.execute(insert(table), some)
    closed = {"submitted_at": BEGAN + timedelta(hours=1)}
    session.execute(update(Attempt).where(Attempt.id != attempt_id).values(closed))


def add_copy(rows, model, number):
    attempt, slots, keys, person = model
    ids = {"attempt_id": new_id(), "learner_id": new_id()}
    rows[Person].append(
        {c.name: getattr(person, c.name) for c in Person.__table__.columns}
        | {"id": ids["learner_id"], "email": None, "phone": f"+62811{number:07}"}
        | {"fs_uniquifier": uuid4().hex}
    )
    own = {c.name: getattr(attempt, c.name) for c in Attempt.__table__.columns}
    rows[Attempt].append(own | {"id": ids["attempt_id"], "learner_id": ids["learner_id"]})
    points = {}
    for slot in slots:
        place = {"attempt_id": ids["attempt_id"], "position": slot.position}
        rows[AttemptSlot].append(
            place | {"item_version_id": slot.item_version_id, "options": slot.options}
        )
        options = [option for _value, option in slot.options]
        for turn in range(1 + (slot.position == 1)):  # one answer is changed
            chosen = options[(number * 7 + slot.position * 3 + turn) % len(options)]
            rows[ResponseLogEntry].append(
                place
                | {
                    "id": uuid4(),
                    "sequence": 2 * slot.position + turn,
                    "response": {"option": chosen},
                    "is_flagged": False,
                    "received_at": BEGAN,
                }
            )
        points[str(slot.position)] = float(chosen in keys[slot.item_version_id]["correct"])
    total = sum(points.values())
    rows[Score].append(
        {
            "id": new_id(),
            "attempt_id": ids["attempt_id"],
            "number": 1,
            "scoring_version": 1,
            "points": total,
            "max_points": len(slots),
            "percent": int(100 * total / len(slots)),
            "has_passed": 100 * total >= 75 * len(slots),
            "slot_points": points,
            "scored_at": BEGAN,
        }
    )


def test_ten_thousand_attempts(full):
    version = db.session().scalars(select(AttemptSlot.item_version_id)).first()
    target = Target("drop", version)
    began = time.monotonic()
    found = dry_run(db.session(), target, now=utc_now())
    looked = time.monotonic() - began
    assert len(found.changes) == ATTEMPTS
    db.session().rollback()
    regrade_id = uuid4()
    with transaction() as session:
        decide_rescoring(
            session,
            target,
            regrade_id=regrade_id,
            course_code="POESA-EL",
            reason="benchmark",
            decided_by=None,
            now=utc_now(),
        )
    began, busy = time.monotonic(), time.process_time()
    assert run_rescoring(task_context(), regrade_id, target, lambda *done: None) == ATTEMPTS
    spent, busy = time.monotonic() - began, time.process_time() - busy
    add_line(
        f"regrade of {ATTEMPTS:,} x 20  {spent:.1f} s ({busy:.1f} busy), dry run {looked:.1f} s"
    )
    written = select(func.count()).where(Score.regrade_id == regrade_id)
    assert db.session().scalar(written) == ATTEMPTS
    assert min(spent, busy) <= ROOM * MAX_SECONDS  # what else runs takes from the first only
