"""The manifest of a backup: what it holds, so that anybody can tell whether it is whole."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, inspect, select, table, text

from lms.adapters.backup.errors import BackupIncomplete
from lms.adapters.keys.server_key import FINGERPRINT

MANIFEST: Final = "manifest.json"
LEDGER: Final = "ledger.jsonl"
DATABASE_FILES: Final = {"sqlite": "payung.db", "postgresql": "payung.dump"}
FORMAT: Final = 1
LOG_HEAD: Final = "SELECT sequence, entry_hash FROM issuance_log ORDER BY sequence DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """Facts of a database: schema version, last log entry as SEQUENCE:HASH, rows by table.

    `server_key` is the fingerprint of its key in hex, "" if it names none.
    """

    schema: str
    log_head: str
    server_key: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class FileFacts:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Facts of a backup. `database` is the kind; `files` are by path in the folder."""

    program: str
    made_at: str
    database: str
    facts: DatabaseFacts
    files: dict[str, FileFacts] = field(default_factory=dict)

    @property
    def database_file(self) -> str:
        return DATABASE_FILES[self.database]


def read_database_facts(connection: Connection) -> DatabaseFacts:
    """Read the facts of one snapshot. The tables may be those of an older version."""
    names = sorted(inspect(connection).get_table_names())
    counts = {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in names
    }
    has_log = "issuance_log" in names
    head = connection.execute(text(LOG_HEAD)).one_or_none() if has_log else None
    schema = connection.scalar(text("SELECT version_num FROM alembic_version"))
    key = connection.scalar(text(FINGERPRINT)) if "server_key" in names else None
    return DatabaseFacts(
        schema=schema or "",
        log_head=f"{head[0]}:{head[1]}" if head else "0",
        server_key=bytes(key).hex() if key is not None else "",
        counts=counts,
    )


def read_file_facts(path: Path) -> FileFacts:
    with path.open("rb") as file:
        return FileFacts(file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    text_ = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1)
    (folder / MANIFEST).write_text(text_ + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupIncomplete, also for a folder that is no backup."""
    try:
        values: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        if values.pop("format") != FORMAT or values["database"] not in DATABASE_FILES:
            raise ValueError
        values["facts"] = DatabaseFacts(**values["facts"])
        values["files"] = {name: FileFacts(**facts) for name, facts in values["files"].items()}
        return Manifest(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BackupIncomplete(folder=str(folder)) from problem


def find_damaged_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield the paths of files that are missing or differ from the manifest."""
    for name, facts in manifest.files.items():
        path = folder / name
        if not path.is_file() or read_file_facts(path) != facts:
            yield name
