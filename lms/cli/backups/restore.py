"""`payung restore`: restores a backup and replays the ledger before anything is served."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.cli.backups.backup import FOLDER
from lms.cli.garbage_collection import garbage_collection_paused
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from lms.adapters.backup.restore import StagedRestore
    from lms.settings import Settings
    from lms.workflows.accounts.replay_ledger import Replay


@click.command(help=translate("Restore a backup. Stop all servers first."))
@click.argument("folder", type=FOLDER)
@click.option(
    "--ledger",
    "ledgers",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=translate("The ledger of a server; may be repeated. By default that of the settings."),
)
@click.option(
    "--without-ledger",
    is_flag=True,
    help=translate("The ledger is lost: use the copy in the backup."),
)
@click.option("--keys", type=FOLDER, help=translate("Copy the keys from this folder."))
@click.option(
    "--replace", "replaces", is_flag=True, help=translate("Replace a database that has people.")
)
def restore(
    folder: Path, ledgers: tuple[Path, ...], without_ledger: bool, keys: Path | None, replaces: bool
) -> None:
    """Restore a backup."""
    from lms.adapters.backup.ledgers import (
        add_own_ledger,
        install_ledger,
        read_ledger_of_backup,
        read_ledgers,
    )
    from lms.adapters.backup.manifest import read_manifest
    from lms.adapters.backup.restore import (
        require_no_people,
        require_restorable,
        staged_restore,
    )
    from lms.adapters.instance_lock import single_instance
    from lms.adapters.storage.data_folder import prepare_data_folder

    settings = load_settings()
    manifest = read_manifest(folder)
    prepare_data_folder(settings.data_dir)
    with single_instance(settings.data_dir, address="payung restore"):
        require_restorable(settings, folder, manifest)
        paths = add_own_ledger(ledgers, settings.ledger_path)
        lines = read_ledger_of_backup(folder) if without_ledger else read_ledgers(folder, paths)
        require_no_gap(lines, manifest.facts.log_head)
        if not replaces:
            require_no_people(settings.database_uri)
        require_keys(settings.keys_dir, keys, bytes.fromhex(manifest.facts.server_key))
        if keys is not None:
            copy_missing_keys(keys, settings.keys_dir)
        with staged_restore(settings, folder, manifest) as staged:
            install_ledger(settings.ledger_path, lines, is_kept=not without_ledger)
            replay = replay_into(settings, staged, lines, is_complete=not without_ledger)
    print_result(manifest.made_at, replay)


def require_no_gap(lines: Sequence[dict[str, Any]], log_head: str) -> None:
    """Require that the ledger continues a head, SEQUENCE:HASH or 0. Raises LedgerHasGap."""
    with garbage_collection_paused():
        from certificates.log.transparency_log import GENESIS_HASH
        from certificates.records.replay import follow_log

    sequence, _, head = log_head.partition(":")
    follow_log(lines, int(sequence), head or GENESIS_HASH)


def require_keys(own: Path, given: Path | None, fingerprint: bytes) -> None:
    """Require the server key of the backup in both folders; own ones may be missing if some are
    given. The given ones may be on a medium that knows no modes.

    Raises KeysOfAnother, ServerKeyMissing or ServerKeyMismatch.
    """
    from lms.adapters.backup.errors import KeysOfAnother
    from lms.adapters.keys.server_key import has_fingerprint, require_server_key

    if not fingerprint:
        return  # the backup is of an earlier version
    if given is not None:
        file = given / "server.key"
        if not file.is_file() or not has_fingerprint(file.read_bytes(), fingerprint):
            raise KeysOfAnother(folder=str(given))
    if given is None or (own / "server.key").exists():
        require_server_key(own / "server.key", fingerprint)


def copy_missing_keys(source: Path, target: Path) -> None:
    """Copy key files that this server does not have."""
    from certificates.atomic_files import write_if_absent

    for path in sorted(source.iterdir()):
        if path.is_file():
            write_if_absent(target / path.name, path.read_bytes())


def replay_into(
    settings: "Settings",
    staged: "StagedRestore",
    lines: Sequence[dict[str, Any]],
    *,
    is_complete: bool,
) -> "Replay":
    """Replay the ledger in the restored database, with the keys of this server.

    Raises ServerKeyMissing, ServerKeyMismatch or LedgerHasGap.
    """
    with garbage_collection_paused():
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session

        from lms.adapters.configured_ports import create_ports
        from lms.extensions import WRITES
        from lms.kernel.clock import utc_now
        from lms.kernel.database.sqlite_connections import prepare_engine
        from lms.kernel.ledger import write_pending
        from lms.tables import load_tables
        from lms.workflows.accounts.replay_ledger import replay_ledger

        load_tables()
    ports = create_ports(settings.model_copy(update={"database_url": staged.uri}))
    engine = create_engine(staged.uri, hide_parameters=True)
    prepare_engine(engine)
    info = {"ports": replace(ports, data_dir=staged.files)}
    try:
        with Session(engine, info=info, execution_options=WRITES) as session, session.begin():
            replay = replay_ledger(session, lines, is_complete=is_complete, now=utc_now())
            write_pending(session)
    finally:
        engine.dispose()
    return replay


def print_result(made_at: str, replay: "Replay") -> None:
    """Print what the restore did."""
    click.echo(translate("The backup of %(made_at)s is restored.") % {"made_at": made_at})
    text = translate(
        "From the ledger: %(entries)s entries of the log, %(erased)s people erased again."
    )
    click.echo(text % {"entries": replay.entries, "erased": replay.erased})
    if replay.lost:
        text = translate(
            "%(lost)s certificates were issued after the backup, and their records are lost. "
            "Issue them again."
        )
        click.echo(text % {"lost": replay.lost})
    click.echo(translate("Everybody signs in again. Start Payung with payung serve."))
