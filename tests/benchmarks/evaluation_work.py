"""Evaluates an example programme and hands in pre-tests, and prints what it took.

python evaluation_work.py FOLDER          the database is made in the folder
python evaluation_work.py FOLDER fill     only adds the learners
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from sqlalchemy import insert, select

from assessments.analysis.contributions import Contribution
from assessments.analysis.disclosure import DIMENSIONS, UNKNOWN, Cells
from assessments.attempts.models import Attempt, AttemptSlot
from assessments.evaluation.figures_service import ReleasedFigures
from assessments.evaluation.members import ContributionDigest
from assessments.evaluation.models import EvaluationMember
from assessments.evaluation.queries import get_release
from assessments.service import Answer, save_response, start_attempt
from courses.catalogue.queries import courses
from courses.enrolment.models import Enrolment
from lms.accounts.models import Person
from lms.app import create_app
from lms.extensions import db, task_context, transaction
from lms.kernel.clock import new_id
from lms.settings import Settings
from lms.workflows.attempts import take_assessment
from lms.workflows.evaluation.example_programme import fill_with_learners
from lms.workflows.evaluation.refresh import evaluate_course
from lms.workflows.evaluation.releases.store import store_release
from tests.benchmarks.memory import most_memory_kb

LEARNERS, SUBMISSIONS, SEED = 3_000, 120, 7
CROWD = 20_000
CONTRIBUTION = Contribution(
    ("registered", "pre", "post", "matched"),
    50.0,
    75.0,
    "AB",
    items={f"MODULE-{number:02}-ITEM": number % 4 for number in range(60)},
).as_text()


def now() -> datetime:
    return datetime.now(UTC)


def fill() -> float:
    """Add the learners, and return the processor time in seconds."""
    with transaction() as session:
        version_id = courses(session, language="id", is_loopback=True)[0].version_id
        began = time.process_time()
        fill_with_learners(
            session, course_version_id=version_id, count=LEARNERS, seed=SEED, now=now()
        )
        return time.process_time() - began


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    result = act()
    return time.process_time() - began, result


def evaluate(version_id: UUID) -> dict[str, float]:
    """Processor time of evaluations, and memory in MB before and after.

    The first, a later one that finds nothing new, and one before the next release is due.
    """
    memory = most_memory_kb()
    first, outcome = timed(lambda: evaluate_course(task_context(), version_id, is_forced=True))
    later, _outcome = timed(lambda: evaluate_course(task_context(), version_id, is_forced=True))
    early, _outcome = timed(lambda: evaluate_course(task_context(), version_id))
    figures = {"first": first, "later": later, "early": early, "counted": outcome.counted}
    return figures | {"memory": memory / 1024, "most_memory": most_memory_kb() / 1024}


def submit_pre_tests(version_id: UUID) -> dict[str, float]:
    """Median time of a submission in ms, with and without what evaluation stores, in turns."""
    recorders = take_assessment.record_groups_of, take_assessment.schedule_evaluation
    without: Any = (lambda *_args, **_options: None,) * 2
    took: dict[str, list[float]] = {"recorded": [], "bare": []}
    tested = select(Attempt.learner_id)
    people = select(Enrolment.person_id, Enrolment.cohort_id).where(
        Enrolment.person_id.not_in(tested), Enrolment.course_version_id == version_id
    )
    rows = db.session().execute(people.limit(SUBMISSIONS)).all()
    db.session.remove()
    for number, (person_id, cohort_id) in enumerate(rows):
        attempt_id = answer_pre_test(person_id, cohort_id, version_id)
        name = "recorded" if number % 2 else "bare"
        patched = recorders if number % 2 else without
        take_assessment.record_groups_of, take_assessment.schedule_evaluation = patched
        began = time.thread_time()
        with transaction() as session:
            take_assessment.finish_attempt(session, attempt_id, person_id=person_id, now=now())
        took[name].append(time.thread_time() - began)
    return {f"submit_{name}": 1000 * median(times) for name, times in took.items()}


def answer_pre_test(person_id: UUID, cohort_id: UUID, version_id: UUID) -> UUID:
    with transaction() as session:
        attempt_id = start_attempt(
            session,
            learner_id=person_id,
            context_id=version_id,
            cohort_id=cohort_id,
            purpose="pre",
            now=now(),
        )
        session.flush()
        of_attempt = AttemptSlot.attempt_id == attempt_id
        slots = select(AttemptSlot.position, AttemptSlot.options).where(of_attempt)
        for position, options in session.execute(slots).all():
            if options:
                save_response(
                    session,
                    attempt_id=attempt_id,
                    learner_id=person_id,
                    position=position,
                    response_id=uuid4(),
                    response=Answer({"answer": [options[0][0]]}),
                    now=now(),
                )
    return attempt_id


def store_beside_writer(version_id: UUID, database: Path) -> dict[str, float]:
    """Store a release of a crowd while another connection writes every few milliseconds.

    Times in seconds: the whole, the longest wait of the writer.
    """
    members = add_crowd(version_id)
    release = get_release(db.session(), version_id)
    db.session.remove()
    digest = ContributionDigest()
    for member_id in sorted(members):
        digest.add(member_id, CONTRIBUTION)
    stop, waits = Event(), [0.0]
    writer = Thread(target=write_often, args=(database, stop, waits))
    writer.start()
    began = time.perf_counter()
    store_release(
        task_context(),
        version_id,
        number=release.number if release else 0,
        members=members,
        digest=digest.hexdigest(),
        figures=ReleasedFigures(),
    )
    took = time.perf_counter() - began
    stop.set()
    writer.join()
    return {"storing": took, "longest_wait": max(waits), "writes": len(waits)}


def add_crowd(version_id: UUID) -> dict[UUID, Cells | None]:
    """Add people with a contribution that waits, and return their cells by member."""
    accounts = [new_id() for _ in range(CROWD)]
    with transaction() as session:
        key_id = session.scalars(select(Person.data_key_id).limit(1)).one()
        facts = {"name": "x", "language": "id", "from_lti": True, "data_key_id": key_id}
        facts |= {"created_at": now(), "active": True}
        people = [facts | {"id": id_, "fs_uniquifier": id_.hex} for id_ in accounts]
        session.execute(insert(Person), people)
        waiting = {"context_id": version_id, "pending": CONTRIBUTION, "groups": {}, "earlier": []}
        rows = [waiting | {"id": new_id(), "learner_id": account} for account in accounts]
        session.execute(insert(EvaluationMember), rows)
    return {row["id"]: (UNKNOWN,) * len(DIMENSIONS) for row in rows}


def write_often(database: Path, stop: Event, waits: list[float]) -> None:
    """Take the lock of writers again and again, and note how long each took to get."""
    connection = sqlite3.connect(database, timeout=60, isolation_level=None)
    while not stop.is_set():
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        waits.append(time.perf_counter() - began)
        connection.execute("ROLLBACK")
        time.sleep(0.02)
    connection.close()


def prepare(folder: Path) -> float:
    """Start a site and fill it, each in a process of its own. Return the time of filling."""
    variables = {**os.environ, "PAYUNG_DATA_DIR": str(folder)}
    setup = "from lms.cli.serve import prepare; from lms.cli.settings import load_settings; "
    command = [sys.executable, "-c", setup + "prepare(load_settings())"]
    subprocess.run(command, env=variables, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, __file__, str(folder), "fill"], check=True, capture_output=True, text=True
    )
    return float(done.stdout.splitlines()[-1])


def main(folder: Path, *, only_fills: bool) -> object:
    filling = 0.0 if only_fills else prepare(folder)
    with create_app(Settings(data_dir=folder)).app_context():
        if only_fills:
            return fill()
        version_id = courses(db.session(), language="id", is_loopback=True)[0].version_id
        db.session.remove()
        figures = {"filling": filling} | evaluate(version_id) | submit_pre_tests(version_id)
        figures |= store_beside_writer(version_id, folder / "payung.db")
        db.session.remove()
        db.engine.dispose()
    return figures


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), only_fills=sys.argv[2:] == ["fill"])))
