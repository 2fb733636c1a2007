"""Makes a backup beside its name and renames it when it is whole."""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url

from certificates.atomic_files import write_atomically
from lms.adapters.backup.dumps import dump_database
from lms.adapters.backup.errors import BackupExists, BackupNotWritten, KeysInBackup
from lms.adapters.backup.manifest import (
    DATABASE_FILES,
    LEDGER,
    FileFacts,
    Manifest,
    read_file_facts,
    write_manifest,
)
from lms.adapters.storage.ledger_file import read_whole_lines
from lms.settings import Settings

FOLDERS: Final = ("artefacts", "block-files")  # of the data folder, beside the database
UNFINISHED: Final = ".unfinished"
CHUNK: Final = 1024 * 1024


def make_backup(
    settings: Settings, folder: Path, *, keys_folder: Path | None, now: datetime
) -> Manifest:
    """Write a backup, also while a server runs. Keys are copied to `keys_folder` only.

    Raises BackupExists, KeysInBackup, BackupNotWritten, ToolMissing or ToolFailed.
    """
    if folder.exists():
        raise BackupExists(folder=str(folder))
    if keys_folder is not None and keys_folder.resolve().is_relative_to(folder.resolve()):
        raise KeysInBackup(folder=str(keys_folder))
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_unfinished(folder.parent)
        with _unfinished_folder(folder) as draft:
            manifest = _fill(settings, draft, now=now)
            if keys_folder is not None:
                _copy_keys(settings.keys_dir, keys_folder)
            os.sync()
            draft.rename(folder)
    except (OSError, sqlite3.Error) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise BackupNotWritten(folder=str(folder), reason=reason) from problem
    return manifest


def _fill(settings: Settings, draft: Path, *, now: datetime) -> Manifest:
    """Copy the ledger last: it may be ahead of the database, never behind it."""
    kind = make_url(settings.database_uri).get_backend_name()
    database = draft / DATABASE_FILES[kind]
    facts = dump_database(settings.database_uri, database)
    files = {database.name: read_file_facts(database)}
    for path in _files_of(settings.data_dir):
        name = path.relative_to(settings.data_dir).as_posix()
        if copied := _copy(path, draft / name):
            files[name] = copied
    if settings.ledger_path.exists():
        (draft / LEDGER).write_bytes(read_whole_lines(settings.ledger_path))
        files[LEDGER] = read_file_facts(draft / LEDGER)
    manifest = Manifest(version("payung-lms"), now.isoformat(), kind, facts, files)
    write_manifest(draft, manifest)
    return manifest


def _files_of(data_dir: Path) -> Iterator[Path]:
    for name in FOLDERS:
        for path in sorted((data_dir / name).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def _copy(source: Path, target: Path) -> FileFacts | None:
    """Copy and hash; None for a file that was removed meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = sha256(), 0
    try:
        reading = source.open("rb")
    except FileNotFoundError:
        return None
    with reading, target.open("xb") as writing:
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
            size += writing.write(chunk)
    return FileFacts(digest.hexdigest(), size)


def _copy_keys(source: Path, target: Path) -> None:
    for path in sorted(source.iterdir()):
        if path.is_file():
            write_atomically(target / path.name, path.read_bytes())


@contextmanager
def _unfinished_folder(folder: Path) -> Iterator[Path]:
    """A locked folder beside the backup, removed unless it was renamed."""
    prefix = f".{folder.name}."
    draft = Path(tempfile.mkdtemp(prefix=prefix, suffix=UNFINISHED, dir=folder.parent))
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield draft
    finally:
        os.close(descriptor)
        shutil.rmtree(draft, ignore_errors=True)


def _remove_unfinished(parent: Path) -> None:
    """Remove what killed backups left; they hold personal data. A running one holds its lock."""
    for draft in parent.glob(f".*{UNFINISHED}"):
        descriptor = os.open(draft, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(draft)
        finally:
            os.close(descriptor)
