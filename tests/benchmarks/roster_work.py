"""Takes 10,000 people in through a job, back out and in again, and prints what it took.

python roster_work.py FOLDER      the database is made in the folder
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from lms.adapters.spreadsheets.roster import read_roster
from lms.adapters.spreadsheets.roster_files import roster_xlsx
from lms.app import create_app
from lms.extensions import db, transaction
from lms.jobs.rosters import import_roster, undo_roster
from lms.organisations.roster.lines import RosterLine
from lms.organisations.roster.queries import roster
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.settings import Settings
from lms.workflows.rosters import batches, drafts, undo
from lms.workflows.rosters.export import roster_rows
from tests.benchmarks.memory import most_memory_kb

MANY, CLASS, SINGLY = 10_000, 1_000, 50
MAX_ROWS = 50_000


def now() -> datetime:
    return datetime.now(UTC)


def each_line(first: int, count: int) -> Iterator[RosterLine]:
    """Half of them with a number, half with an address."""
    rest = ("guru", "SMP", "Kelas 7", "Jawa Barat")
    for line, one in enumerate(range(first, first + count), 2):
        contact = f"0812{one:08d}" if one % 2 else f"guru{one}@contoh.id"
        yield RosterLine(line, ("Siti Aminah", contact, *rest))


def messy_lines(count: int) -> Iterator[RosterLine]:
    """Capitals, degrees, two contacts as numbers, misspelt domains, offices and unknown roles."""
    for line, one in enumerate(range(count), 2):
        name = f"HJ. SITI {'ABCDEFGHIJ'[one % 10]}MINAH, S.PD, M.PD"
        domain = "contoh.id" if one % 50 else "gmial.com"
        contact = f"guru{one}@{domain} / 8120000{one:04d}.0"
        office = "Guru Kelas VI" if one % 3 else "Bendahara"
        yield RosterLine(line, (name, contact, office, "SMP", "Kelas 7", "Jawa Barat"))


def lines(first: int, count: int) -> list[RosterLine]:
    return list(each_line(first, count))


class Work:
    def __init__(self) -> None:
        self.figures: dict[str, Any] = {}
        facts = {"kind": "school", "facts": OrganisationDetails("SDN Harapan"), "parent_id": None}
        with transaction() as session:
            self.school = create_organisation(
                session, founded_by=None, is_approved=True, now=now(), **facts
            )

    def timed(self, name: str, act: Any) -> Any:
        began, busy = time.perf_counter(), time.process_time()
        found = act()
        self.figures[f"{name}_s"] = time.perf_counter() - began
        self.figures[f"{name}_cpu"] = time.process_time() - busy
        db.session.remove()
        return found

    def preview(self, found: list[RosterLine]) -> dict[str, int]:
        session = db.session()
        return dict(drafts.preview_lines(session, found, organisation_id=self.school).counts)

    def take_in(self, found: Iterable[RosterLine]) -> Any:
        with transaction() as session:
            place = {"organisation_id": self.school}
            roster_id = drafts.upload_roster(session, found, uploaded_by=None, now=now(), **place)
            draft = roster(session, roster_id, **place)
            options = {"cohort_id": None, "is_sent": True, "confirmed_by": None}
            drafts.confirm_roster(session, draft, now=now(), **options)
        import_roster(batches.job_arguments(draft))
        return draft

    def undo(self, draft: Any) -> None:
        with transaction() as session:
            done = roster(session, draft.id, organisation_id=self.school)
            undo.request_undo(session, done, undone_by=None, now=now())
        undo_roster(batches.job_arguments(draft))

    def back(self) -> list[RosterLine]:
        rows = roster_rows(db.session(), self.school, language="id")
        content = roster_xlsx(rows, language="id")
        return list(read_roster(content, max_rows=MAX_ROWS).lines)


def make_database(folder: Path) -> None:
    """In a process of its own, as it is elsewhere: none that takes a roster in migrates as well."""
    command = [sys.executable, "-m", "lms.cli", "db", "upgrade"]
    subprocess.run(command, env={**os.environ, "PAYUNG_DATA_DIR": str(folder)}, check=True)


def main(folder: Path) -> dict[str, Any]:
    settings = Settings(data_dir=folder)
    make_database(folder)
    with create_app(settings).app_context():
        Work().take_in(lines(999_000, 1))  # whatever is loaded or compiled once; another school
        work = Work()
        work.timed("singly", lambda: [work.take_in([one]) for one in lines(900_000, SINGLY)])
        work.timed("class", lambda: work.take_in(lines(800_000, CLASS)))
        everybody = lines(0, MANY)
        work.timed("preview", lambda: work.preview(everybody))
        draft = work.timed("import", lambda: work.take_in(everybody))
        work.figures["memory_mb"] = most_memory_kb() / 1024
        back = work.timed("export", work.back)
        work.figures["again"] = work.timed("again", lambda: work.preview(back))
        work.figures["export_memory_mb"] = most_memory_kb() / 1024
        work.timed("messy", lambda: work.preview(list(messy_lines(MANY))))
        work.timed("undo", lambda: work.undo(draft))
        db.session.remove()
        db.engine.dispose()
    return work.figures


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
