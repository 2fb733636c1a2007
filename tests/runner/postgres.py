"""A PostgreSQL server for the length of a test run: a free port, a folder and a user of its own."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.runner.debian import find_program

USER = "payung-test"
PORTS = range(20_000, 32_768)
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "120",
    "fsync": "off",  # the data is thrown away; what is acknowledged is tested on SQLite
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",  # its sessions see erased rows for a moment longer
    "timezone": "Asia/Jayapura",  # nobody's default, so that naive times come to light
}


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yields a URL without a database name."""
    folder = Path(tempfile.mkdtemp(prefix="payung-postgres-"))
    data, port = folder / "data", free_port()
    identity = _unprivileged(folder)
    try:
        _run("initdb", "-D", str(data), "-U", "payung", "-A", "trust", "-E", "UTF8", "--no-sync",
             "--locale=C.UTF-8", identity=identity)  # fmt: skip
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        command = [_program("postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [*command, *options], stdout=log, stderr=log, cwd=folder, **identity
            )
        try:
            _wait_until_ready(port, server, folder / "log")
            yield f"postgresql+psycopg://payung@127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Below those that the system gives out by itself, so nobody takes it before it is used."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then a system user of ours owns the folder."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(USER)
    except KeyError:
        add = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]
        subprocess.run(add, check=True, capture_output=True)
        entry = pwd.getpwnam(USER)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(name: str, *arguments: str, identity: dict[str, Any]) -> None:
    done = subprocess.run(
        [_program(name), *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        **identity,
    )
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr.strip()}")


def _program(name: str) -> str:
    path = find_program(name)
    if path is None:
        raise RuntimeError(f"{name} is not installed")
    return path


def _wait_until_ready(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + 60
    ready = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ready, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > give_up_at:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-500:]}")
        time.sleep(0.1)
