"""Arguments and exit status of `payung certificate verify`."""

from collections.abc import Sequence
from pathlib import Path

VALID, OTHER, NOTHING_TO_CHECK = 0, 1, 2
NOTHING = (
    "file-missing",
    "file-too-large",
    "kind-unknown",
    "no-code",
    "several-codes",
    "picture-unreadable",
    "pdf-damaged",
    "pdf-built-otherwise",
    "pdf-too-large",
    "pdf-too-many-fields",
    "pdf-unpacks-too-far",
)


def is_code(source: str) -> bool:
    """Whether an argument is the text of a QR code."""
    return source.strip().upper().startswith(("HTTPS://", "HTTP://"))


def read_source(source: str) -> bytes | None:
    """Return the bytes of a file, or the text of a code; None if unreadable."""
    if is_code(source):
        return source.strip().encode()
    try:
        return Path(source).read_bytes()
    except OSError:
        return None


def source_label(source: str, sources: Sequence[str]) -> dict[str, str]:
    """Return the source for the output; omit it for a single code."""
    return {} if is_code(source) and len(sources) == 1 else {"source": source}


def exit_status(outcome: str, reason: str | None, accepted: Sequence[str]) -> int:
    """Return the exit status for one source."""
    if outcome in accepted:
        return VALID
    return NOTHING_TO_CHECK if reason in NOTHING else OTHER
