"""`payung certificate verify`: verify files and texts of QR codes without network access.

Exit status: 0 if all are valid, 1 if one is not, 2 if nothing could be checked.
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.application import read_session
from lms.cli.certificates.offline_bundle import verify_offline
from lms.cli.certificates.output import print_status, verdict_warning
from lms.cli.certificates.sources import exit_status, is_code, read_source, source_label
from lms.cli.garbage_collection import garbage_collection_paused
from lms.cli.language import translate
from lms.cli.read_only_commands import QueryCommand
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from certificates.verification.file_verdicts import FileVerdict


@click.command(
    cls=QueryCommand,
    help=translate("Verify PDFs, badges, credentials, tokens, pictures and texts of QR codes."),
)
@click.argument("sources", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON, a line for each."))
@click.option(
    "--supplies",
    "supplies_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=translate("Verify with this offline bundle, without data folder and database."),
)
@click.option(
    "--accept-specimen",
    is_flag=True,
    help=translate("Exit with 0 for a valid specimen of this installation too."),
)
def verify(
    sources: Sequence[str], as_json: bool, accept_specimen: bool, supplies_file: Path | None
) -> None:
    """Verify files and codes and print the results."""
    accepted = ("valid", "specimen") if accept_specimen else ("valid",)
    if supplies_file is not None:
        sys.exit(verify_offline(supplies_file, sources, as_json=as_json, accepted=accepted))
    verdicts = verdicts_on(sources)
    for source, verdict in zip(sources, verdicts, strict=True):
        facts = {**source_label(source, sources), "reason": verdict.reason, "kind": verdict.kind}
        print_status(
            verdict.outcome, verdict.status, as_json=as_json, **facts, **verdict_warning(verdict)
        )
    sys.exit(max(exit_status(verdict.outcome, verdict.reason, accepted) for verdict in verdicts))


def verdicts_on(sources: Sequence[str]) -> list["FileVerdict"]:
    """Verify files and codes of this installation, in the order given."""
    with garbage_collection_paused():
        import_module("certificates.verification.verify_upload")
        settings = load_settings()
    with read_session(settings) as session:
        return check_all(session, sources)


def check_all(session: "Session", sources: Sequence[str]) -> list["FileVerdict"]:
    """Verify codes in a few queries and files one by one; return results in order."""
    from certificates.verification.verify_upload import verify_codes
    from lms.kernel.clock import utc_now

    now = utc_now()
    codes = [source for source in sources if is_code(source)]
    checked = iter(verify_codes(session, codes, now=now))
    return [
        next(checked) if is_code(source) else check_file(session, source, now) for source in sources
    ]


def check_file(session: "Session", source: str, now: datetime) -> "FileVerdict":
    """Verify a file; an unreadable file is rejected."""
    from certificates.verification.file_verdicts import FileVerdict
    from certificates.verification.verify_upload import verify_file

    data = read_source(source)
    if data is None:
        return FileVerdict("refused", "file-missing", "unknown", None)
    return verify_file(session, data, now=now)
