"""`payung certificate supplies`, and offline verification without database and settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.application import read_session
from lms.cli.certificates.output import picture_warning, print_claims, print_status
from lms.cli.certificates.sources import NOTHING_TO_CHECK, exit_status, read_source, source_label
from lms.cli.language import translate
from lms.cli.settings import load_settings
from lms.kernel.errors import Unavailable

if TYPE_CHECKING:
    from datetime import datetime

    from certificates.verification.offline_bundle import OfflineBundle
    from certificates.verification.verify_files import FileResult


class BundleInvalid(Unavailable):
    """The file is not a valid bundle."""

    code = "supplies-unfit"


class BundleMissing(Unavailable):
    """The file of the bundle cannot be read."""

    code = "supplies-missing"


@click.command(help=translate("Print an offline bundle: keys, hosts and signed status lists."))
def supplies() -> None:
    """Print a bundle for offline verification."""
    from certificates.records import queries
    from certificates.verification.offline_bundle import write_bundle
    from certificates.verification.scanner_bundle import issuer_hosts, signed_lists
    from lms.kernel.clock import utc_now

    with read_session(load_settings()) as session:
        lists = signed_lists(session, now=utc_now())
        click.echo(write_bundle(queries.public_keys(session), issuer_hosts(session), lists))


def verify_offline(
    file: Path, sources: Sequence[str], *, as_json: bool, accepted: Sequence[str]
) -> int:
    """Verify and print results; return the exit status, 2 if the bundle cannot be used."""
    from datetime import UTC, datetime

    from certificates.verification.offline_result import offline_result

    try:
        bundle = load_bundle(file)
    except (BundleInvalid, BundleMissing) as problem:
        return _print_not_checked(problem, sources, as_json=as_json)
    now, status = datetime.now(UTC), 0
    for source in sources:
        result = check_source(source, bundle, now)
        outcome = offline_result(result, bundle.lists, now)
        facts = {**source_label(source, sources), "reason": result.reason, "kind": result.kind}
        facts |= picture_warning(result.kind, outcome)
        print_claims(outcome, result.claims, bundle.lists.signed_at, as_json=as_json, **facts)
        status = max(status, exit_status(outcome, result.reason, accepted))
    return status


def load_bundle(file: Path) -> "OfflineBundle":
    """Load a bundle. Raises BundleMissing or BundleInvalid."""
    from certificates.verification.offline_bundle import InvalidBundle, read_bundle

    try:
        return read_bundle(file.read_bytes())
    except OSError as problem:
        raise BundleMissing(file=str(file), reason=problem.strerror or "?") from None
    except InvalidBundle:
        raise BundleInvalid(file=str(file)) from None


def _print_not_checked(problem: Unavailable, sources: Sequence[str], *, as_json: bool) -> int:
    """Print the problem and, with JSON output, a line for each source."""
    from lms.cli.error_messages import describe_error

    if as_json:
        for source in sources:
            facts = {**source_label(source, sources), "reason": problem.code, "kind": "unknown"}
            print_status("not-checked", None, as_json=True, **facts)
    click.echo(describe_error(problem), err=True)
    return NOTHING_TO_CHECK


def check_source(source: str, bundle: "OfflineBundle", now: "datetime") -> "FileResult":
    """Verify a file or code; an unreadable file is rejected."""
    from certificates.verification.verify_files import FileResult, check_file

    data = read_source(source)
    if data is None:
        return FileResult("unknown", "refused", "file-missing")
    return check_file(data, trust=bundle.trust, now=now)
