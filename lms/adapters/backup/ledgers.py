"""Reads the ledgers that a restore replays, and puts them in place for the restored server."""

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lms.adapters.backup.errors import LedgerMissing, LedgerOlder
from lms.adapters.backup.manifest import LEDGER
from lms.adapters.storage.ledger_file import FileLedger, parse_lines, read_whole_lines


def read_ledgers(folder: Path, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the lines of the ledgers of all servers, each line once.

    One of them must begin with the lines that the backup has. Raises LedgerMissing, LedgerOlder
    or LedgerDamaged.
    """
    for path in paths:
        if not path.is_file():
            raise LedgerMissing(file=str(path))
    contents = [read_whole_lines(path) for path in paths]
    if not any(content.startswith(_lines_in_backup(folder)) for content in contents):
        raise LedgerOlder(file=", ".join(str(path) for path in paths))
    lines = {
        _key(line): line
        for path, content in zip(paths, contents, strict=True)
        for line in parse_lines(content, file=str(path))
    }
    return list(lines.values())


def add_own_ledger(paths: Sequence[Path], own: Path) -> tuple[Path, ...]:
    """Return the named ledgers, and that of this server if it is there and not named.

    A named one may be an older copy, which lacks people who were erased since.
    """
    if not paths:
        return (own,)
    is_named = own.resolve() in [path.resolve() for path in paths]
    return (*paths,) if is_named or not own.exists() else (*paths, own)


def read_ledger_of_backup(folder: Path) -> list[dict[str, Any]]:
    """Return the lines that the backup itself has. Raises LedgerDamaged."""
    return list(parse_lines(_lines_in_backup(folder), file=str(folder / LEDGER)))


def install_ledger(path: Path, lines: Sequence[dict[str, Any]], *, is_kept: bool) -> None:
    """Make the ledger of this server hold all lines. Raises LedgerNotWritable or LedgerDamaged.

    A ledger that is not kept, because it is lost to this restore, gets another name.
    """
    if path.exists() and not is_kept:
        path.rename(path.with_name(f"{path.name}.before-restore-{secrets.token_hex(3)}"))
    content = read_whole_lines(path) if path.exists() else b""
    own = {_key(line) for line in parse_lines(content, file=str(path))}
    if missing := [line for line in lines if _key(line) not in own]:
        FileLedger(path).append(missing)


def _key(line: dict[str, Any]) -> str:
    return json.dumps(line, sort_keys=True)


def _lines_in_backup(folder: Path) -> bytes:
    copy = folder / LEDGER
    return copy.read_bytes() if copy.is_file() else b""
