"""The sealed files made of certificates, in the data folder and never in the web root. Portable.

A name is never given twice: whoever comes second keeps what is there.
"""

from pathlib import Path
from uuid import UUID

from certificates.atomic_files import write_if_absent

FOLDER = "artefacts"


def sealed_file_name(certificate_id: UUID, kind: str, generation: int = 1) -> str:
    """Relative to the data folder; spread over 256 folders by the random end of the id."""
    name = str(certificate_id)
    later = f"{generation}." if generation > 1 else ""
    return f"{FOLDER}/{name[-2:]}/{name}.{kind}.{later}sealed"


def write_once(data_dir: Path, file_name: str, sealed: bytes) -> bytes:
    """Store the bytes unless a file of that name stands; returns those that stand."""
    path = data_dir / file_name
    return sealed if write_if_absent(path, sealed) else path.read_bytes()


def read(data_dir: Path, file_name: str) -> bytes | None:
    try:
        return (data_dir / file_name).read_bytes()
    except FileNotFoundError:
        return None


def remove_all(data_dir: Path, certificate_id: UUID) -> None:
    """Remove every file of a certificate, drafts of a killed writer too."""
    folder = (data_dir / sealed_file_name(certificate_id, "any")).parent
    for path in [*folder.glob(f"{certificate_id}.*"), *folder.glob(f".{certificate_id}.*")]:
        path.unlink(missing_ok=True)
