"""`payung certificate supplies`, and verifying with them: no network, database or settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.cli.certificates.output import picture_warning, tell, tell_claims
from lms.cli.certificates.sources import NOTHING_TO_CHECK, bytes_of, exit_status, name_of
from lms.cli.language import translate
from lms.cli.program import reading
from lms.cli.settings import load_settings
from lms.kernel.errors import Unavailable

if TYPE_CHECKING:
    from certificates.verification.offline_bundle import Supplies
    from certificates.verification.verify_files import FileFinding


class SuppliesUnfit(Unavailable):
    code = "supplies-unfit"


class SuppliesMissing(Unavailable):
    code = "supplies-missing"


@click.command(help=translate("Print keys, hosts and signed lists, for verifying elsewhere."))
def supplies() -> None:
    from certificates.records import queries
    from certificates.verification.offline_bundle import write_supplies
    from lms.kernel.clock import utc_now
    from lms.workflows.certificates.scanner_bundle import own_hosts, signed_lists

    with reading(load_settings()) as session:
        lists = signed_lists(session, now=utc_now())
        click.echo(write_supplies(queries.public_keys(session), own_hosts(session), lists))


def verify_with_supplies(
    file: Path, sources: Sequence[str], *, as_json: bool, accepted: Sequence[str]
) -> int:
    """The exit status: 2 where the supplies cannot be used, as that says nothing of any file."""
    from datetime import UTC, datetime

    from certificates.verification.offline_result import judge

    try:
        kept = supplies_in(file)
    except (SuppliesUnfit, SuppliesMissing) as problem:
        return _tell_not_checked(problem, sources, as_json=as_json)
    now, status = datetime.now(UTC), 0
    for source in sources:
        found = examined(source, kept, now)
        outcome = judge(found, kept.lists, now)
        facts = {**name_of(source, sources), "reason": found.reason, "kind": found.kind}
        facts |= picture_warning(found.kind, outcome)
        tell_claims(outcome, found.claims, kept.lists.signed_at, as_json=as_json, **facts)
        status = max(status, exit_status(outcome, found.reason, accepted))
    return status


def supplies_in(file: Path) -> "Supplies":
    """Raises SuppliesMissing or SuppliesUnfit."""
    from certificates.verification.offline_bundle import SuppliesUnreadable, read_supplies

    try:
        return read_supplies(file.read_bytes())
    except OSError as problem:
        raise SuppliesMissing(file=str(file), reason=problem.strerror or "?") from None
    except SuppliesUnreadable:
        raise SuppliesUnfit(file=str(file)) from None


def _tell_not_checked(problem: Unavailable, sources: Sequence[str], *, as_json: bool) -> int:
    """A sentence for people and, where asked for, a line of JSON for each source."""
    from lms.cli.error_messages import sentence_about

    if as_json:
        for source in sources:
            facts = {**name_of(source, sources), "reason": problem.code, "kind": "unknown"}
            tell("not-checked", None, as_json=True, **facts)
    click.echo(sentence_about(problem), err=True)
    return NOTHING_TO_CHECK


def examined(source: str, kept: "Supplies", now: Any) -> "FileFinding":
    from certificates.verification.verify_files import FileFinding, examine_file

    data = bytes_of(source)
    if data is None:
        return FileFinding("unknown", "refused", "file-missing")
    return examine_file(data, trust=kept.trust, now=now)
