"""Imports FOLDER/course.tar.gz into a new database in the folder, and prints what it took.

python olx_work.py FOLDER
"""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from lms.app import create_app
from lms.extensions import db, transaction
from lms.settings import Settings
from lms.workflows.course_import.course_olx import (
    export_course,
    import_version,
    prepare_import,
    read_archive,
)
from lms.workflows.course_import.olx_blocks import reading_host
from tests.benchmarks.memory import most_memory_kb


def main(folder: Path) -> dict[str, Any]:
    """Seconds of each part, and the memory of the import alone and with an export."""
    command = [sys.executable, "-m", "lms.cli", "db", "upgrade"]
    subprocess.run(command, env={**os.environ, "PAYUNG_DATA_DIR": str(folder)}, check=True)
    now = datetime.now(UTC)
    with create_app(Settings(data_dir=folder)).app_context():
        began = time.perf_counter()
        archive = (folder / "course.tar.gz").read_bytes()
        read = read_archive(db.session(), archive, host=reading_host(()), today=now.date())
        read_s = time.perf_counter() - began
        ready = prepare_import(db.session(), read.content)
        db.session.rollback()
        with transaction() as session:
            import_version(session, ready, now=now, remarks=len(read.report.remarks))
        figures = {
            "read_s": read_s,
            "import_s": time.perf_counter() - began,
            "memory_mb": most_memory_kb() / 1024,
            "tally": {kind: dict(row) for kind, row in read.report.tally.items()},
        }
        del read, ready, archive
        began = time.perf_counter()
        export_course(db.session(), "SAFE1")
        figures["export_s"] = time.perf_counter() - began
        figures["export_memory_mb"] = most_memory_kb() / 1024
        return figures


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
