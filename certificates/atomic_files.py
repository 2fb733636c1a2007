"""Writes files atomically: complete and synchronised before they get their name. Portable."""

import os
import secrets
from pathlib import Path


def write_if_absent(path: Path, content: bytes) -> bool:
    """Write a file unless one of that name exists. Return whether it was written."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)  # never overwrites
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def write_atomically(path: Path, content: bytes) -> None:
    """Create or replace a file in one step."""
    _draft(path, content).replace(path)


def _draft(path: Path, content: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
