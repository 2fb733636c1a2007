"""`payung admin`: make a link for a new administrator."""

import click

from lms.cli.application import application
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.settings import load_settings

CREATED_MESSAGE = _("Open this link to become an administrator. It works once, for seven days:")


@click.group(help=translate("Create an administrator."))
def admin() -> None:
    """Only groups the commands."""


@admin.command(help=translate("Print a single-use link that creates an administrator."))
def create() -> None:
    from lms.accounts.sign_in.service import make_administrator_link
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    settings = load_settings()
    with application(settings), transaction() as session:
        token = make_administrator_link(session, now=utc_now())
    click.echo(translate(CREATED_MESSAGE))
    click.echo(f"{settings.origin}/admin/first/{token}")
