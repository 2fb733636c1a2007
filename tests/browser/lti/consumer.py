"""Open edX's LTI consumer in a process of its own, on a name that is another site than Payung's."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

from tests.runner.postgres import free_port

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
MINOR = "{}.{}".format(*sys.version_info[:2])
LONGEST_START = 90  # seconds; usually four


class Consumer:
    """The Django project beside this file. `tool` is the origin of Payung."""

    def __init__(self, folder, tool):
        usual = ROOT / ".test-env" / f"lti{MINOR}" / "bin" / "python"
        python = Path(os.environ.get("PAYUNG_TEST_LTI", str(usual)))
        assert python.exists(), "run ./test once: it makes the environment of the LTI consumer"
        self.folder, port = folder, free_port()
        self.origin = f"http://localhost:{port}"
        with (folder / "log").open("w") as log:
            self.server = subprocess.Popen(
                [python, "-m", "open_edx"],
                cwd=FOLDER,
                env={
                    "PATH": "/usr/bin:/bin",
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "OPEN_EDX_FOLDER": str(folder),
                    "OPEN_EDX_PORT": str(port),
                    "OPEN_EDX_TOOL": tool,
                },
                stdout=log,
                stderr=log,
            )
        self._wait()

    def stop(self):
        self.server.terminate()
        self.server.wait(20)

    def rows(self, query, *values):
        """What the database of the consumer gives for a statement, which is committed."""
        path = self.folder / "platform.db"
        with closing(sqlite3.connect(path, timeout=20)) as database, database:
            return database.execute(query, values).fetchall()

    def external_id(self, username):
        """The id by which tools know a user."""
        query = (
            "SELECT external_user_id FROM open_edx_profile JOIN auth_user"
            " ON auth_user.id = user_id WHERE username = ?"
        )
        (text,) = self.rows(query, username)[0]
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def scores(self, username):
        """The scores that the consumer has stored for a user."""
        query = (
            "SELECT score_given, score_maximum, activity_progress, grading_progress"
            " FROM lti_consumer_ltiagsscore WHERE user_id = ?"
        )
        return self.rows(query, self.external_id(username))

    def grades(self, username):
        """The grades that its block has published for a user, with their maximum."""
        query = (
            "SELECT block, value, max_value FROM open_edx_grade JOIN auth_user"
            " ON auth_user.id = user_id WHERE username = ?"
        )
        return self.rows(query, username)

    def _wait(self):
        give_up_at = time.monotonic() + LONGEST_START
        while True:
            try:
                return urlopen(f"{self.origin}/sign-in/guru", timeout=10).close()
            except OSError:
                text = (self.folder / "log").read_text()
                assert self.server.poll() is None, text
                assert time.monotonic() < give_up_at, text
                time.sleep(0.2)
