"""`payung db`: brings the database up to date, and copies it into another one."""

import click

from lms.cli.language import translate
from lms.cli.settings import load_settings


@click.group(help=translate("Bring the database up to date."))
def database() -> None:
    """Only groups the commands."""


@database.command(help=translate("Run the migrations that are missing."))
def upgrade() -> None:
    from lms.adapters.database import migrations
    from lms.adapters.instance_lock import single_instance
    from lms.adapters.storage.data_folder import prepare_data_folder

    settings = load_settings()
    prepare_data_folder(settings.data_dir)
    with single_instance(settings.data_dir, address="payung db upgrade"):
        has_changed = migrations.upgrade(settings.database_uri)
    done = translate("The database is now at version %(version)s.")
    nothing = translate("The database is up to date, at version %(version)s.")
    click.echo((done if has_changed else nothing) % {"version": migrations.latest_version()})


@database.command(help=translate("Copy everything into another, empty database."))
@click.option("--to", "target", required=True, metavar="URL", help=translate("The other database."))
def copy(target: str) -> None:
    from lms.adapters.database.copy import copy_database
    from lms.adapters.instance_lock import single_instance
    from lms.adapters.storage.data_folder import prepare_data_folder

    settings = load_settings()
    other = load_settings(database_url=target)
    prepare_data_folder(settings.data_dir)
    with single_instance(settings.data_dir, address="payung db copy"):
        rows = copy_database(settings.database_uri, other.database_uri)
    click.echo(translate("%(rows)s rows are copied, and all tables compared.") % {"rows": rows})
    click.echo(translate("Set PAYUNG_DATABASE_URL to the other database, and keep the keys as is."))
