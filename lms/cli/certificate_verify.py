"""`payung certificate verify`: files of any form, and the texts of QR codes, without a network.

Exit status: 0 where all are valid, 1 where one is not, 2 where there was nothing to check.
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.certificate_answers import tell
from lms.cli.language import translate
from lms.cli.program import reading
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.workflows.verify_file import FileVerdict

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


@click.command(
    help=translate("Verify PDFs, badges, credentials, tokens, pictures and texts of QR codes.")
)
@click.argument("sources", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON, a line for each."))
@click.option(
    "--accept-specimen",
    is_flag=True,
    help=translate("Exit with 0 for a sound specimen of this installation too."),
)
def verify(sources: Sequence[str], as_json: bool, accept_specimen: bool) -> None:
    accepted = ("valid", "specimen") if accept_specimen else ("valid",)
    with reading(load_settings()) as session:
        found = check_all(session, sources)
    for source, verdict in zip(sources, found, strict=True):
        name = {} if is_code(source) and len(sources) == 1 else {"source": source}
        facts = {**name, "reason": verdict.reason, "kind": verdict.kind}
        tell(verdict.outcome, verdict.status, as_json=as_json, **facts)
    sys.exit(max(exit_status(verdict, accepted) for verdict in found))


def check_all(session: "Session", sources: Sequence[str]) -> list["FileVerdict"]:
    """Codes in a few queries together, files one by one; in the order given."""
    from lms.kernel.clock import utc_now
    from lms.workflows.verify_file import verify_codes

    now = utc_now()
    codes = [source for source in sources if is_code(source)]
    checked = iter(verify_codes(session, codes, now=now))
    return [
        next(checked) if is_code(source) else check_file(session, source, now) for source in sources
    ]


def check_file(session: "Session", source: str, now: datetime) -> "FileVerdict":
    from lms.workflows.verify_file import FileVerdict, verify_file

    try:
        data = Path(source).read_bytes()
    except OSError:
        return FileVerdict("refused", "file-missing", "unknown", None)
    return verify_file(session, data, now=now)


def is_code(source: str) -> bool:
    return source.strip().upper().startswith(("HTTPS://", "HTTP://"))


def exit_status(verdict: "FileVerdict", accepted: Sequence[str]) -> int:
    if verdict.outcome in accepted:
        return VALID
    return NOTHING_TO_CHECK if verdict.reason in NOTHING else OTHER
