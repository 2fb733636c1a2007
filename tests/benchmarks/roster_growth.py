"""Takes a large roster in between two small ones, and prints what a row took in each.

Each has a school of its own: a roster is compared with everybody who stands there already.

python roster_growth.py FOLDER      the database is made in the folder
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from lms.app import create_app
from lms.extensions import db
from lms.settings import Settings
from tests.benchmarks.memory import most_memory_kb
from tests.benchmarks.roster_work import Work, each_line, make_database

LARGE, SMALL = 20_000, 2_000


def measured(name: str, first: int, count: int) -> dict[str, Any]:
    work = Work()
    work.timed(name, lambda: work.take_in(each_line(first, count)))
    return work.figures


def main(folder: Path) -> dict[str, Any]:
    """Processor time a row in ms, of the small rosters and the large one, and memory in MB."""
    make_database(folder)
    with create_app(Settings(data_dir=folder)).app_context():
        Work().take_in(each_line(999_000, 1))  # whatever is loaded or compiled once
        took = measured("before", 900_000, SMALL)
        small_mb = most_memory_kb() / 1024
        took |= measured("large", 0, LARGE)
        large_mb = most_memory_kb() / 1024
        took |= measured("after", 800_000, SMALL)
        db.session.remove()
        db.engine.dispose()
    return {
        "before_ms": 1000 * took["before_cpu"] / SMALL,
        "after_ms": 1000 * took["after_cpu"] / SMALL,
        "large_ms": 1000 * took["large_cpu"] / LARGE,
        "large_s": took["large_s"],
        "small_mb": small_mb,
        "large_mb": large_mb,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
