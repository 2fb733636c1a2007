"""The sealed files made of certificates, in the data folder and never in the web root. Portable.

A file is written whole before it gets its name, and a name is never given twice: whoever comes
second keeps what is there.
"""

import os
import secrets
from pathlib import Path
from uuid import UUID

FOLDER = "artefacts"


def file_name_of(certificate_id: UUID, kind: str) -> str:
    """Relative to the data folder; spread over 256 folders by the random end of the id."""
    name = str(certificate_id)
    return f"{FOLDER}/{name[-2:]}/{name}.{kind}.sealed"


def write_once(data_dir: Path, file_name: str, sealed: bytes) -> bytes:
    """Store the bytes unless a file of that name stands; returns those that stand."""
    path = data_dir / file_name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # never overwrites
    except FileExistsError:
        return path.read_bytes()
    finally:
        draft.unlink(missing_ok=True)
    return sealed


def read(data_dir: Path, file_name: str) -> bytes | None:
    try:
        return (data_dir / file_name).read_bytes()
    except FileNotFoundError:
        return None


def remove_all(data_dir: Path, certificate_id: UUID) -> None:
    """Remove every file of a certificate, drafts of a killed writer too."""
    folder = (data_dir / file_name_of(certificate_id, "any")).parent
    for path in [*folder.glob(f"{certificate_id}.*"), *folder.glob(f".{certificate_id}.*")]:
        path.unlink(missing_ok=True)
