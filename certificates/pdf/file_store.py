"""Stores sealed files of certificates in the data folder. Portable.

Files are never overwritten: the first writer of a name wins.
"""

from pathlib import Path
from uuid import UUID

from certificates.atomic_files import write_if_absent

FOLDER = "artefacts"


def sealed_file_name(certificate_id: UUID, kind: str, generation: int = 1) -> str:
    """Return the path relative to the data folder, in one of 256 subfolders."""
    name = str(certificate_id)
    later = f"{generation}." if generation > 1 else ""
    return f"{FOLDER}/{name[-2:]}/{name}.{kind}.{later}sealed"


def write_once(data_dir: Path, file_name: str, sealed: bytes) -> bytes:
    """Write a file unless it exists; return the stored bytes."""
    path = data_dir / file_name
    return sealed if write_if_absent(path, sealed) else path.read_bytes()


def read(data_dir: Path, file_name: str) -> bytes | None:
    """Read a file; None if it is missing."""
    try:
        return (data_dir / file_name).read_bytes()
    except FileNotFoundError:
        return None


def remove_all(data_dir: Path, certificate_id: UUID) -> None:
    """Delete all files of a certificate, with temporary files of interrupted writers."""
    folder = (data_dir / sealed_file_name(certificate_id, "any")).parent
    for path in [*folder.glob(f"{certificate_id}.*"), *folder.glob(f".{certificate_id}.*")]:
        path.unlink(missing_ok=True)
