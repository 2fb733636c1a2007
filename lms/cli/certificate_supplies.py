"""`payung certificate supplies`, and verifying with them: no network, database or settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.cli.certificate_answers import tell_claims
from lms.cli.certificate_sources import bytes_of, exit_status, name_of
from lms.cli.language import translate
from lms.cli.program import reading
from lms.cli.settings import load_settings
from lms.kernel.errors import Invalid

if TYPE_CHECKING:
    from certificates.supplies import Supplies
    from certificates.verify_files import FileFinding


class SuppliesUnfit(Invalid):
    code = "supplies-unfit"


@click.command(help=translate("Print keys, hosts and signed lists, for verifying elsewhere."))
def supplies() -> None:
    from certificates import queries
    from certificates.supplies import write_supplies
    from lms.kernel.clock import utc_now
    from lms.workflows.scanner_supplies import own_hosts, signed_lists

    with reading(load_settings()) as session:
        lists = signed_lists(session, now=utc_now())
        click.echo(write_supplies(queries.public_keys(session), own_hosts(session), lists))


def verify_with_supplies(
    file: Path, sources: Sequence[str], *, as_json: bool, accepted: Sequence[str]
) -> int:
    """The exit status. Raises SuppliesUnfit."""
    from datetime import UTC, datetime

    from certificates.offline_judgement import judge

    kept, now, status = supplies_in(file), datetime.now(UTC), 0
    for source in sources:
        found = examined(source, kept, now)
        outcome = judge(found, kept.lists, now)
        facts = {**name_of(source, sources), "reason": found.reason, "kind": found.kind}
        tell_claims(outcome, found.claims, kept.lists.signed_at, as_json=as_json, **facts)
        status = max(status, exit_status(outcome, found.reason, accepted))
    return status


def supplies_in(file: Path) -> "Supplies":
    from certificates.supplies import SuppliesUnreadable, read_supplies

    try:
        return read_supplies(file.read_bytes())
    except SuppliesUnreadable:
        raise SuppliesUnfit(file=str(file)) from None


def examined(source: str, kept: "Supplies", now: Any) -> "FileFinding":
    from certificates.verify_files import FileFinding, examine_file

    data = bytes_of(source)
    if data is None:
        return FileFinding("unknown", "refused", "file-missing")
    return examine_file(data, trust=kept.trust, now=now)
