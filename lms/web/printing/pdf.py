"""Lays out printed documents in a process of its own: tagged PDF, PDF/UA-1 and PDF/A-2a."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from certificates.pdf.glyph_coverage import replace_unprintable
from certificates.pdf.rendering import FONTS
from lms.web.printing.document import PrintedDocument
from lms.web.printing.errors import PrintFailed
from lms.web.printing.typeset import LENGTH_SIZE
from lms.workflows.blocks.sandbox_check import sandbox_environment

FOLDER: Final = Path(__file__).parent
TEMPLATE: Final = FOLDER / "book" / "course.typ"
COMMAND: Final = (sys.executable, "-P", str(FOLDER / "typeset.py"))  # -P: our folder is no package
SPACES: Final = str.maketrans({"\t": " ", "\v": " ", "\f": " ", "\ufeff": None})
MARKUP: Final = ("svg", "qr_svg")  # keys of drawings, which are no texts
LOGGED: Final = 2000  # characters
TIMEOUT_SECONDS: Final = 120.0  # it takes two; a Raspberry Pi is about six times slower

log = logging.getLogger("payung.printing")


def compressed_pdfs(documents: Sequence[PrintedDocument], *, now: datetime) -> list[bytes]:
    """The PDF of each document, compressed with gzip; `now` is their time of creation.

    Raises PrintFailed.
    """
    order = {
        "template": str(TEMPLATE),
        "fonts": str(FONTS),
        "made_at": now.replace(microsecond=0).isoformat(),
        "documents": [
            json.dumps(_printable(document.values), ensure_ascii=False) for document in documents
        ],
    }
    try:
        process = subprocess.run(  # noqa: S603  our module
            COMMAND,
            input=json.dumps(order).encode(),
            capture_output=True,
            env=sandbox_environment(),
            timeout=TIMEOUT_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        _log("print-failed", error.stderr)
        raise PrintFailed from error
    if process.stderr:
        _log("print-laid-out-again", process.stderr)
    return _bodies(process.stdout)


def _bodies(output: bytes) -> list[bytes]:
    bodies, start = [], 0
    while start < len(output):
        begin = start + LENGTH_SIZE
        start = begin + int.from_bytes(output[start:begin], "big")
        bodies.append(output[begin:start])
    return bodies


def _log(event: str, said: bytes | None) -> None:
    """Log the end of what the process has said, which quotes the course alone."""
    log.warning(event, extra={"said": (said or b"").decode(errors="replace")[-LOGGED:]})


def _printable(value: object) -> object:
    """Replace characters without a glyph, with which PDF/A and PDF/UA allow no text."""
    if isinstance(value, str):
        return replace_unprintable(value.translate(SPACES))
    if isinstance(value, dict):
        return {key: item if key in MARKUP else _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
