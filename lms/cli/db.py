"""`payung db`: upgrades the database and copies it into another one."""

import click

from lms.cli.language import translate
from lms.cli.settings import load_settings


@click.group(help=translate("Upgrade or copy the database."))
def database() -> None:
    """Only groups the commands."""


@database.command(help=translate("Run pending migrations."))
def upgrade() -> None:
    from lms.adapters.database import migrations
    from lms.adapters.database.restore_marker import require_no_unfinished_restore
    from lms.adapters.instance_lock import single_instance
    from lms.adapters.storage.data_folder import prepare_data_folder

    settings = load_settings()
    prepare_data_folder(settings.data_dir)
    with single_instance(settings.data_dir, address="payung db upgrade"):
        require_no_unfinished_restore(settings.database_uri)
        has_changed = migrations.upgrade(settings.database_uri)
    upgraded = translate("The database is now at version %(version)s.")
    unchanged = translate("The database is up to date, at version %(version)s.")
    click.echo((upgraded if has_changed else unchanged) % {"version": migrations.latest_version()})


@database.command(help=translate("Copy all rows into another, empty database."))
@click.option("--to", "target", required=True, metavar="URL", help=translate("The other database."))
def copy(target: str) -> None:
    from lms.adapters.database.copy import copy_database
    from lms.adapters.instance_lock import single_instance
    from lms.adapters.storage.data_folder import prepare_data_folder

    settings = load_settings()
    target_settings = load_settings(database_url=target)
    prepare_data_folder(settings.data_dir)
    with single_instance(settings.data_dir, address="payung db copy"):
        rows = copy_database(settings.database_uri, target_settings.database_uri)
    click.echo(translate("%(rows)s rows were copied, and all tables compared.") % {"rows": rows})
    click.echo(translate("Set PAYUNG_DATABASE_URL to the other database, and keep the keys as is."))
