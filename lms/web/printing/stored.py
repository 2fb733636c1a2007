"""Prints in the data folder: a folder for each version, language and release of the program."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version as release_of
from pathlib import Path
from typing import Final

from certificates.atomic_files import write_atomically
from lms.extensions import current_ports
from lms.web.printing.course_text import PrintedVersion
from lms.web.printing.prints import WHOLE, Print

FOLDER: Final = "prints"
INDEX: Final = "index.json"  # written last: without it a folder is not complete
MAX_FOLDERS: Final = 40  # about 3 MB each; the oldest are deleted, and made again on demand
NAME_LENGTH: Final = 32  # hex digits


@dataclass(frozen=True, slots=True)
class StoredPrint:
    """A PDF, compressed with gzip, of `size` bytes. `module` is empty for the whole course."""

    module: str
    title: str
    size: int
    path: Path

    @property
    def name(self) -> str:
        return self.module or WHOLE

    def body(self) -> bytes:
        """The compressed file."""
        return self.path.read_bytes()


def folder_of(version: PrintedVersion, language: str) -> Path:
    """The folder of the prints of a version, which may not be there yet."""
    facts = (
        str(version.version_id),
        language,
        version.opening.is_draft,
        version.origin,
        release_of("payung-lms"),
    )
    name = sha256(json.dumps(facts).encode()).hexdigest()[:NAME_LENGTH]
    return current_ports().data_dir / FOLDER / name


def read_prints(folder: Path) -> tuple[StoredPrint, ...]:
    """The prints in a folder, the whole course first; none while they are not all there."""
    try:
        listed = json.loads((folder / INDEX).read_bytes())
    except FileNotFoundError:
        return ()
    return tuple(
        StoredPrint(entry["module"], entry["title"], entry["size"], folder / entry["file"])
        for entry in listed
    )


def store_prints(folder: Path, prints: Iterable[Print]) -> None:
    """Write the prints of a version, and delete the oldest folders beyond MAX_FOLDERS."""
    listed = []
    for number, part in enumerate(prints):
        file = f"{number}.pdf.gz"  # codes of modules may hold anything
        write_atomically(folder / file, part.body)
        size = len(part.body)
        listed.append({"module": part.module, "title": part.title, "size": size, "file": file})
    write_atomically(folder / INDEX, json.dumps(listed, ensure_ascii=False).encode())
    by_age = sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[MAX_FOLDERS:]:
        shutil.rmtree(old, ignore_errors=True)
