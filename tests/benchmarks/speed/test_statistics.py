"""How soon `payung stats items` answers for a large test, from the start of the program on."""

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.reports import add_line

LEARNERS, ITEMS = 5_000, 24
MAX_SECONDS = 2.0
PAYUNG = Path(sys.executable).parent / "payung"


def test_item_analysis_of_five_thousand_learners(tmp_path):
    table, keys = write_test(tmp_path)
    times = []
    for _round in range(3):
        began = time.monotonic()
        subprocess.run(
            [PAYUNG, "stats", "items", table, "--key", keys, "--json"],
            capture_output=True,
            check=True,
        )
        times.append(time.monotonic() - began)
    add_line(f"payung stats items, {LEARNERS} x {ITEMS}  {min(times):.2f} s")
    assert min(times) <= MAX_SECONDS


def write_test(folder):
    chance = random.Random(1)  # noqa: S311
    names = [f"Q{n:02d}" for n in range(1, ITEMS + 1)]
    keys = [chance.choice("ABCD") for _item in names]
    hardness = [chance.gauss(0, 1) for _item in names]
    lines = [",".join(["learner", *names])]
    for learner in range(LEARNERS):
        ability = chance.gauss(0.5, 1)
        cells = [
            key if chance.gauss(ability, 1) > hard else chance.choice(["A", "B", "C", "D", ""])
            for key, hard in zip(keys, hardness, strict=True)
        ]
        lines.append(",".join([f"L{learner}", *cells]))
    table, key_file = folder / "answers.csv", folder / "key.csv"
    table.write_text("\n".join(lines))
    pairs = (f"{name},{key}" for name, key in zip(names, keys, strict=True))
    key_file.write_text("\n".join(["item,key", *pairs]))
    return table, key_file
