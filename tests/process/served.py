"""The served program as its operator has it: started by its command, watched, killed."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import NullPool, create_engine, text

from lms.adapters.keys.key_files import FileServerKey

PAYUNG = Path(sys.executable).parent / "payung"
PATIENCE = 90.0


@dataclass
class Served:
    """One data folder and port; each start is a process tree of its own."""

    data_dir: Path
    port: int
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    command: Path = PAYUNG

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PAYUNG_")}
        own = {"PAYUNG_DATA_DIR": str(self.data_dir), "PAYUNG_PORT": str(self.port)}
        return {**kept, **own, "PAYUNG_LOG_LEVEL": "WARNING", **self.variables}

    def start(self, arguments: Sequence[str] = (), **options: Any) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [self.command, "serve", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
                text=True,
                **options,
            )
        self.wait_until_ready()

    def refuse(self, **options: Any) -> tuple[int, str]:
        """Start it where it should not: the exit status and what it says on standard error."""
        done = subprocess.run(
            [self.command, "serve"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            **options,
        )
        return done.returncode, done.stderr.strip()

    def wrap_a_key(self) -> None:
        """As the first person brings it: from now on the database needs its server key."""
        key_id, key = uuid4(), FileServerKey(self.data_dir / "keys" / "server.key")
        wrapped = key.wrap(secrets.token_bytes(32), context=key_id.bytes)
        with closing(sqlite3.connect(self.data_dir / "payung.db")) as database, database:
            database.execute(
                "INSERT INTO data_key (id, wrapped, created_at) VALUES (?, ?, '2026-01-01')",
                (key_id.hex, wrapped),
            )

    def stop(self) -> int:
        """Ask it to end, as systemd does; gives the exit status."""
        process = self._running()
        process.terminate()
        status = process.wait(PATIENCE)
        self.process = None
        return status

    def kill_main(self) -> None:
        process = self._running()
        process.kill()
        process.wait(PATIENCE)
        self.process = None

    def kill_worker(self) -> None:
        os.kill(self.workers()[0], signal.SIGKILL)

    def kill_consumer(self) -> None:
        os.kill(self.consumers()[0], signal.SIGKILL)

    def kill_tree(self) -> None:
        process = self._running()
        family = [*self._children(), process.pid]
        for pid in family:
            os.kill(pid, signal.SIGSTOP)  # nobody may start another while we go round
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        process.wait(PATIENCE)
        self.process = None

    def workers(self) -> list[int]:
        """Those of the children that listen: the one for tasks does not."""
        return [pid for pid in self._children() if _listens(pid)]

    def consumers(self) -> list[int]:
        return [pid for pid in self._children() if not _listens(pid)]

    def is_answering(self, path: str = "/readyz") -> bool:
        try:
            return self.status_of(path) == 200
        except (OSError, HTTPException):
            return False

    def status_of(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def wait_until_ready(self) -> float:
        """Seconds until it answers."""
        began = time.monotonic()
        while not self.is_answering():
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"it ended: {self.log.read_text()[-2000:]}")
            if time.monotonic() - began > PATIENCE:
                raise AssertionError(f"it does not answer: {self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - began

    def query(self, statement: str, **parameters: Any) -> Any:
        """One value from the database, read by a connection that the program knows nothing of."""
        url = self.variables.get("PAYUNG_DATABASE_URL", f"sqlite:///{self.data_dir}/payung.db")
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            return connection.scalar(text(statement), parameters)

    def change(self, statement: str) -> None:
        """Changes rows behind the program's back, such as a lease that would lapse in minutes."""
        url = self.variables.get("PAYUNG_DATABASE_URL", f"sqlite:///{self.data_dir}/payung.db")
        with create_engine(url, poolclass=NullPool).begin() as connection:
            connection.execute(text(statement))

    @property
    def log(self) -> Path:
        return self.data_dir.with_name(f"{self.data_dir.name}.log")

    def _running(self) -> subprocess.Popen[str]:
        assert self.process is not None
        return self.process

    def _children(self) -> list[int]:
        """Of all threads: the one that watches over tasks begins processes too."""
        threads = Path(f"/proc/{self._running().pid}/task").glob("*/children")
        return [int(pid) for thread in threads for pid in thread.read_text().split()]


def _listens(pid: int) -> bool:
    return not _listening_sockets().isdisjoint(_open_files(pid))


def _open_files(pid: int) -> Iterator[str]:
    """What a process has open; it may close files, or end, while we look."""
    with suppress(FileNotFoundError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                yield link.readlink().name


def _listening_sockets() -> set[str]:
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return {f"socket:[{row.split()[9]}]" for row in rows if row.split()[3] == "0A"}
