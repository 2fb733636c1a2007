"""A new file, written whole before it gets its name. Portable."""

import os
import secrets
from pathlib import Path


def write_new(path: Path, content: bytes) -> bool:
    """False when somebody else's file has the name by now: it stands as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # never overwrites
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True
