"""`payung token`: create tokens of services, list and revoke tokens."""

import json
import sys

import click

from lms.cli.application import application
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.settings import load_settings

STATES = {"active": _("active"), "expired": _("expired"), "revoked": _("revoked")}


@click.group(help=translate("Create, list and revoke tokens for programs."))
def token() -> None:
    """Only groups the commands."""


@token.command(help=translate("Create a token of a service and print it once."))
@click.option("--name", required=True, help=translate("What it is for; no person's name."))
@click.option(
    "--scope",
    "scopes",
    required=True,
    multiple=True,
    help=translate(
        "certificates:read, certificates:verify, certificates:revoke, rosters:read,"
        " rosters:write or evaluation:read; repeatable."
    ),
)
@click.option("--days", default=90, show_default=True, help=translate("How many days it is valid."))
def create(name: str, scopes: tuple[str, ...], days: int) -> None:
    from lms.accounts.api_tokens import service
    from lms.accounts.api_tokens.scopes import SERVICE_SCOPES
    from lms.accounts.api_tokens.secret import new_token
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now
    from lms.kernel.texts.texts import TextMissing, clean_line

    cleaned = clean_line(name, max_length=60)
    if not cleaned:
        raise TextMissing()
    new = new_token()
    with application(load_settings()), transaction() as session:
        service.create_token(
            session,
            service.TokenRequest(cleaned, scopes, days),
            token=new,
            allowed=SERVICE_SCOPES,
            person_id=None,
            created_by=None,
            now=utc_now(),
        )
    click.echo(new)


@token.command("list", help=translate("List all tokens, those of people without their names."))
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def list_tokens(as_json: bool) -> None:
    from lms.accounts.api_tokens import queries
    from lms.extensions import db
    from lms.kernel.clock import utc_now

    with application(load_settings(), only_reads=True):
        now = utc_now()
        rows = queries.list_all_tokens(db.session())
    for row in rows:
        state = row.state(now)
        facts = {
            "prefix": row.prefix,
            "name": row.name if row.person_id is None else None,
            "person": str(row.person_id) if row.person_id else None,
            "scopes": row.scopes,
            "state": state,
            "expires_at": row.expires_at.isoformat(),
            "last_used_on": row.last_used_on.isoformat() if row.last_used_on else None,
        }
        if as_json:
            click.echo(json.dumps(facts, ensure_ascii=False))
        else:
            owner = facts["name"] or facts["person"]
            cells = (row.prefix, translate(STATES[state]), ",".join(row.scopes), owner)
            click.echo("  ".join(str(cell) for cell in cells))


@token.command(help=translate("Revoke the token with this prefix for good."))
@click.argument("prefix")
def revoke(prefix: str) -> None:
    from lms.accounts.api_tokens import service
    from lms.accounts.api_tokens.secret import SHOWN_LENGTH
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    if len(prefix) < SHOWN_LENGTH:
        click.echo(translate("Give the prefix as payung token list prints it."), err=True)
        sys.exit(2)
    with application(load_settings()), transaction() as session:
        service.revoke_by_prefix(session, prefix[:SHOWN_LENGTH], now=utc_now())
    click.echo(translate("The token is revoked. A program that uses it is refused from now on."))
