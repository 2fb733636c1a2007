"""`payung backup`: writes a backup, or checks one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.application import DatabaseEmpty
from lms.cli.garbage_collection import garbage_collection_paused
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from lms.adapters.backup.manifest import Manifest
    from lms.settings import Settings

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(help=translate("Write a backup into a new folder, also while Payung runs."))
@click.argument("folder", type=FOLDER)
@click.option(
    "--keys-to",
    type=FOLDER,
    help=translate("Copy the keys to this other folder; keep it apart from the backup."),
)
@click.option("--check", is_flag=True, help=translate("Check the backup in this folder instead."))
@click.option(
    "--database", default="", metavar="URL", help=translate("For --check: an empty database.")
)
def backup(folder: Path, keys_to: Path | None, check: bool, database: str) -> None:
    """Write or check a backup."""
    if check and keys_to is not None:
        raise click.UsageError(translate("--keys-to does not go with --check."))
    if database and not check:
        raise click.UsageError(translate("--database goes with --check only."))
    settings = load_settings()
    if check:
        given_uri = load_settings(database_url=database).database_uri if database else ""
        sys.exit(check_backup(settings, folder, given_uri=given_uri))
    write_backup(settings, folder, keys_to)


def write_backup(settings: "Settings", folder: Path, keys_to: Path | None) -> None:
    """Write a backup and say where the keys are."""
    from lms.adapters.backup.make_backup import make_backup
    from lms.adapters.database.restore_marker import require_no_unfinished_restore
    from lms.adapters.storage.data_folder import create_data_folder
    from lms.kernel.clock import utc_now

    create_data_folder(settings.data_dir)
    require_no_unfinished_restore(settings.database_uri)
    require_tables(settings.database_uri)
    manifest = make_backup(settings, folder.absolute(), keys_folder=keys_to, now=utc_now())
    click.echo(translate("The backup is complete: %(folder)s") % {"folder": folder})
    print_manifest(manifest)
    if keys_to is None:
        text = translate(
            "It has no keys. Keep a copy of %(keys)s elsewhere: without server.key nothing sealed "
            "can ever be read."
        )
        click.echo(text % {"keys": settings.keys_dir})
    else:
        click.echo(translate("The keys are in %(folder)s") % {"folder": keys_to})


def require_tables(uri: str) -> None:
    """Raises DatabaseEmpty or DatabaseUnreachable. Tables of an older version are backed up too."""
    from lms.adapters.database import migrations

    engine = migrations.create_read_only_engine(uri)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        raise DatabaseEmpty
    try:
        if not migrations.database_version(engine):
            raise DatabaseEmpty
    finally:
        engine.dispose()


def print_manifest(manifest: "Manifest") -> None:
    """Print what a backup holds."""
    text = translate("%(files)s files, %(rows)s rows, %(people)s people, version %(schema)s.")
    facts = manifest.facts
    counts = {
        "files": len(manifest.files),
        "rows": sum(facts.counts.values()),
        "people": facts.counts.get("person", 0),
        "schema": facts.schema,
    }
    click.echo(text % counts)
    click.echo(translate("Head, for noting elsewhere: %(head)s") % {"head": facts.log_head})


def check_backup(settings: "Settings", folder: Path, *, given_uri: str) -> int:
    """Check files and a restored copy; print each difference. Return the exit status."""
    from lms.adapters.backup.check_backup import restore_copy, second_database
    from lms.adapters.backup.manifest import find_damaged_files, read_manifest

    manifest = read_manifest(folder)
    damaged = list(find_damaged_files(folder, manifest))
    for name in damaged:
        text = translate("missing or changed: %(file)s")
        click.echo(f"  !! {text % {'file': name}}")
    differences: list[str] = []
    if manifest.database_file not in damaged:
        with second_database(settings.database_uri, manifest, given_uri=given_uri) as uri:
            differences = list(restore_copy(folder, manifest, uri))
            differences = differences or check_certificates(uri, manifest)
    for difference in differences:
        click.echo(f"  !! {difference}")
    if damaged or differences:
        click.echo(translate("This backup is not whole. Make another one and keep this one apart."))
        return 1
    click.echo(translate("The backup is whole: it was restored and compared."))
    print_manifest(manifest)
    return 0


def check_certificates(uri: str, manifest: "Manifest") -> list[str]:
    """Compare the transparency log of a restored copy with the records; return what differs."""
    with garbage_collection_paused():
        from sqlalchemy.orm import Session

        from certificates.records.queries import check_log
        from lms.adapters.database.migrations import create_read_only_engine
        from lms.cli.certificates.records import PROBLEMS
        from lms.tables import load_tables

        load_tables()
    engine = create_read_only_engine(uri)
    try:
        with Session(engine) as session:
            has_log = manifest.facts.log_head != "0"
            head = manifest.facts.log_head if has_log else None
            report = check_log(session, expected_head=head)
    finally:
        engine.dispose()
    return [translate(PROBLEMS[finding.problem]) for finding in report.findings]
