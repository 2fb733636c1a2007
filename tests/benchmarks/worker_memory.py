"""Lets one worker make the files of many certificates, as its jobs ask, and prints its memory.

python worker_memory.py FOLDER COUNT    database, keys and files are made in the folder

COUNT is 2,000 for a whole run, which takes a few minutes; the benchmark runs a shorter one.
Records and jobs are made by a process of their own, so that the worker has loaded what it needs.
"""

import json
import logging
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import structlog

from lms.app import create_app
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.tasks import run_next_job
from tests.benchmarks.memory import most_memory_kb

PART = 50  # files of so many certificates between two looks at the memory


def main(folder: Path, count: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    subprocess.run([sys.executable, __file__, str(folder), str(count), "prepare"], check=True)
    app = create_app(Settings(data_dir=folder, public_url="https://payung.example"))
    began, looks, done = time.process_time(), [], 0
    with app.app_context():
        while run_next_job(app):
            done += 1
            if done % PART == 0:
                looks.append(memory_mb())
    files = sum(1 for file in (folder / "artefacts").rglob("*") if file.is_file())
    used = time.process_time() - began
    print(json.dumps({"files": files, "seconds": round(used, 1), "memory_mb": looks}))


def prepare(folder: Path, count: int) -> None:
    from certificates.records import service
    from tests.conftest import build_schema
    from tests.factories import make_course

    build_schema(f"sqlite:///{folder / 'payung.db'}")
    app = create_app(Settings(data_dir=folder, public_url="https://payung.example"))
    with app.app_context(), transaction() as session:
        service.set_issuer(
            session, name="Lembaga (contoh)", url="", signatories=(), set_by=None, now=utc_now()
        )
        version_id = make_course(session)
        for number in range(count):
            ask_for_one(session, version_id, f"Ratna Dewi ke-{number}")


def ask_for_one(session, version_id, name):
    from certificates.issue_data import Achievement, Holder
    from certificates.records import service
    from courses.enrolment.service import enrol_learner
    from lms.accounts.queries import person_profile
    from lms.workflows.certificates.after_issue import request_files
    from tests.factories import make_person

    person_id = make_person(session, name=name)
    certificate_id = service.issue_certificate(
        session,
        enrolment_id=enrol_learner(
            session, person_id=person_id, course_version_id=version_id, now=utc_now()
        ),
        person_id=person_id,
        person_key_id=person_profile(session, person_id).data_key_id,
        holder=Holder(name, "teacher", "53"),
        achievement=Achievement("POESA-EL", "Kursus", "Course", 8, 0, is_pilot=False),
        completed_on=utc_now().date(),
        now=utc_now(),
    )
    request_files(session, certificate_id, now=utc_now())


def memory_mb() -> int:
    """The most that this process has held."""
    return most_memory_kb() // 1024


if __name__ == "__main__":
    act = prepare if sys.argv[3:] == ["prepare"] else main
    act(Path(sys.argv[1]), int(sys.argv[2]))
