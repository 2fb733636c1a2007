"""A database with damaged pages is noticed by the doctor, by the start and while it is served."""

import sqlite3
import subprocess
from contextlib import closing

import pytest

from lms.adapters.database.integrity import Integrity, check_integrity, find_damage, note_damage
from tests.process.served import PAYUNG
from tests.process.starting.test_lifecycle import wait_until

KIBIBYTE = 1024
PART = 64 * KIBIBYTE
LEAF = 0x0D  # the first byte of a page with rows of a table


def damage(database):
    """Overwrites 2 kB in every 64, in a page with rows but not with the schema."""
    content = bytearray(database.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    for start in range(PART, len(content), PART):
        for page in range(start, min(start + PART, len(content)), size):
            if content[page] == LEAF and b"CREATE " not in content[page : page + size]:
                content[page : page + 2 * KIBIBYTE] = b"\xa5" * 2 * KIBIBYTE
                break
    with database.open("r+b") as file:
        file.write(content)


@pytest.fixture
def database(started_once):
    return started_once.data_dir / "payung.db"


def test_the_doctor_names_the_damage(started_once, database):
    damage(database)
    done = subprocess.run(
        [PAYUNG, "doctor"],
        env=started_once.environment | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "!! The database is damaged" in done.stdout
    assert done.stderr == ""


def test_a_start_is_refused(started_once, database):
    damage(database)
    status, text = started_once.refuse()
    assert status == 1
    assert "database is damaged" in text
    assert "Traceback" not in text


def test_damage_while_it_is_served_makes_it_unready(started_once, database):
    started_once.start()
    damage(database)
    started_once.kill_consumer()  # the next one begins with a check, and repeats it every hour
    wait_until(lambda: started_once.status_of("/readyz") == 503, seconds=30)
    assert started_once.status_of("/healthz") == 200


def test_a_sound_database_is_ready_again_after_a_restore(started_once, database):
    sound = database.read_bytes()
    damage(database)
    assert started_once.refuse()[0] == 1
    database.write_bytes(sound)
    started_once.start()
    assert started_once.status_of("/readyz") == 200


def test_a_check_ends_in_time_and_says_that_it_did_not_look_at_everything(tmp_path):
    file = tmp_path / "large.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE large (id INTEGER PRIMARY KEY, content BLOB)")
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
            " INSERT INTO large SELECT i, randomblob(300) FROM n"
        )
    assert check_integrity(f"sqlite:///{file}", seconds=30) == Integrity()
    cut_off = check_integrity(f"sqlite:///{file}", seconds=0)
    assert cut_off == Integrity(is_complete=False)
    note_damage(tmp_path, Integrity("damaged"))
    note_damage(tmp_path, cut_off)
    assert find_damage(tmp_path) == "damaged"
    note_damage(tmp_path, Integrity())
    assert find_damage(tmp_path) is None
