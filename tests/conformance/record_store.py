"""ralph-malph, a learning record store, served on loopback for tests."""

import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.runner.postgres import free_port

ROOT = Path(__file__).parents[2]
MINOR = "{}.{}".format(*sys.version_info[:2])
KEY, SECRET, TARGET = "payung", "rahasia-123", "learners"
# Its store of files otherwise takes the first request alone: it creates the file, and never adds.
SERVE = """
import sys, uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.data.fs import FSDataBackend
FSDataBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]))
"""


class RecordStore:
    """Its data stand in `folder`, so that it can be stopped and served again."""

    def __init__(self, folder):
        usual = ROOT / ".test-env" / f"lrs{MINOR}" / "bin" / "python"
        python = Path(os.environ.get("PAYUNG_TEST_LRS", str(usual)))
        assert python.exists(), "run ./test once: it makes the environment of the record store"
        self.python = [python, "-W", "ignore"]
        self.folder, self.port = folder, free_port()
        (folder / "data" / TARGET).mkdir(parents=True)
        self.options = {
            "cwd": folder,
            "env": {
                "PATH": "/usr/bin:/bin",
                "RALPH_APP_DIR": str(folder),
                "RALPH_RUNSERVER_BACKEND": "fs",
                "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder / "data"),
            },
        }
        login = ["auth", "-u", KEY, "-p", SECRET, "-s", "all", "-t", TARGET, "-w"]
        agent = ["-A", "payung", "https://payung.example"]
        subprocess.run([*self.python, "-m", "ralph", *login, *agent], check=True, **self.options)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/xAPI/"

    @contextmanager
    def serve(self):
        """Serve until the block ends."""
        with (self.folder / "log").open("a") as log:
            server = subprocess.Popen(
                [*self.python, "-c", SERVE, str(self.port)],
                stdout=log,
                stderr=log,
                **self.options,
            )
        try:
            self._wait(server)
            yield
        finally:
            server.terminate()
            server.wait(20)

    def statements(self):
        """All that are stored, as the store gives them."""
        pair = b64encode(f"{KEY}:{SECRET}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": "1.0.3"}
        query = Request(f"{self.url}statements/?limit=500&ascending=true", headers=headers)
        with urlopen(query) as response:
            return json.load(response)["statements"]

    def _wait(self, server):
        give_up_at = time.monotonic() + 90
        while True:
            try:
                return urlopen(f"http://127.0.0.1:{self.port}/__lbheartbeat__").close()
            except OSError:
                text = (self.folder / "log").read_text()
                assert server.poll() is None, text
                assert time.monotonic() < give_up_at, text
                time.sleep(0.2)
