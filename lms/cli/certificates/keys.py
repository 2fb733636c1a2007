"""`payung keys`: list, rotate and retire signing keys, and respond to a leak."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

import click

from lms.cli.application import application
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from uuid import UUID

    from certificates.records.queries import PublicKey
    from lms.settings import Settings


class KeyFacts(TypedDict):
    """A key in the JSON output; times are ISO 8601."""

    kid: str
    algorithm: str
    state: str
    signs_now: bool
    is_specimen: bool
    created_at: str | None
    retired_at: str | None
    compromised_at: str | None


ALGORITHMS = {"ed25519": "Ed25519", "p256": "P-256"}
# P-256 key ids are base64url: 1 in 64 begins with a hyphen and looks like an option.
KEY_MAY_BEGIN_WITH_HYPHEN = {"ignore_unknown_options": True}
ONLY = click.option(
    "--only",
    type=click.Choice(list(ALGORITHMS)),
    help=translate("One of the two keys; both by default."),
)


@click.group(help=translate("List and replace signing keys; answer a leak."))
def keys() -> None:
    """Group of commands."""


@keys.command(name="list", help=translate("List the keys that sign or have signed."))
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def list_keys(as_json: bool) -> None:
    """Print all keys."""
    from certificates.records import queries
    from lms.extensions import db

    with application(load_settings(), only_reads=True):
        all_facts = [key_facts(key) for key in queries.public_keys(db.session())]
    if as_json:
        click.echo(json.dumps(all_facts))
        return
    for facts in all_facts:
        click.echo("  ".join(key_columns(facts)))


@keys.command(help=translate("Replace the keys that sign now."))
@ONLY
def rotate(only: str | None) -> None:
    """Replace the current keys."""
    settings = load_settings()
    with application(settings):
        for kid in replace_keys(settings, only):
            click.echo(translate("Retired: %(kid)s") % {"kid": kid})
    click.echo(translate("New keys sign from now on; signatures of the old ones stay valid."))


@keys.command(
    help=translate("Retire a key that has been replaced."),
    context_settings=KEY_MAY_BEGIN_WITH_HYPHEN,
)
@click.argument("kid")
def retire(kid: str) -> None:
    """Retire a key."""
    from certificates.records import service
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    with application(load_settings()), transaction() as session:
        service.retire_key(session, kid, retired_by=None, now=utc_now())
    click.echo(translate("Retired: %(kid)s") % {"kid": kid})


@keys.command(
    help=translate("Distrust a leaked key and reissue its signatures."),
    context_settings=KEY_MAY_BEGIN_WITH_HYPHEN,
)
@click.argument("kid")
@click.option(
    "--later", is_flag=True, help=translate("Let the worker of the server reissue the signatures.")
)
@click.confirmation_option(
    prompt=translate("Paper signed with this key can then be checked online only. Continue?"),
    help=translate("Do not ask."),
)
def compromise(kid: str, later: bool) -> None:
    """Distrust a leaked key and reissue its signatures."""
    settings = load_settings()
    with application(settings):
        job_id = distrust_key(settings, kid)
        if later:
            click.echo(translate("The key is distrusted; the worker reissues its signatures."))
            return
        reissue_now(job_id, kid)
    click.echo(translate("The key is distrusted, and all its signatures are reissued."))


def replace_keys(settings: "Settings", only: str | None = None) -> tuple[str, ...]:
    """Replace key files, then retire the old keys; return their ids.

    The next run finishes an interrupted one. Raises KeysInToken.
    """
    from certificates.records import service
    from lms.adapters.keys.key_rotation import KeysInToken, replace_key_file
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    if settings.pkcs11_module:
        raise KeysInToken()
    algorithms = [ALGORITHMS[only]] if only else list(ALGORITHMS.values())
    with transaction() as session:
        service.register_current_keys(session, now=utc_now())  # registers the keys used so far
    for algorithm in algorithms:
        replace_key_file(settings.keys_dir, settings.key_passphrase, algorithm)
    with transaction() as session:
        return service.retire_replaced_keys(
            session, algorithms=algorithms, retired_by=None, now=utc_now()
        )


def distrust_key(settings: "Settings", kid: str) -> "UUID":
    """Replace a key if it is current and mark it as leaked; return the id of the job."""
    from certificates.records import queries, service
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now

    for key in queries.public_keys(db.session()):
        if key.kid == kid and key.signs_now and not key.is_specimen:
            only = next(name for name, value in ALGORITHMS.items() if value == key.algorithm)
            replace_keys(settings, only)
    db.session.remove()
    with transaction() as session:
        return service.mark_key_leaked(session, kid, reported_by=None, now=utc_now())


def reissue_now(job_id: "UUID", kid: str) -> None:
    """Run the job in this process and print its progress."""
    from lms.extensions import task_context, transaction
    from lms.jobs.certificates import show_progress
    from lms.kernel.clock import utc_now
    from lms.kernel.jobs import finish_job
    from lms.workflows.certificates.reissue_signatures import reissue_signatures

    def report(done: int, total: int) -> None:
        show_progress(job_id, done, total)
        click.echo(translate("%(done)s of %(total)s") % {"done": done, "total": total})

    without_files = reissue_signatures(task_context(), kid, report)
    with transaction() as session:
        finish_job(session, job_id, now=utc_now())
    if without_files:
        text = translate("%(count)s certificates have no files yet; the worker tries again.")
        click.echo(text % {"count": without_files}, err=True)


def key_facts(key: "PublicKey") -> KeyFacts:
    """Return the members of the JSON output, whose names are stable."""
    return {
        "kid": key.kid,
        "algorithm": key.algorithm,
        "state": key.state,
        "signs_now": key.signs_now,
        "is_specimen": key.is_specimen,
        "created_at": key.created_at.isoformat() if key.created_at else None,
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
        "compromised_at": key.compromised_at.isoformat() if key.compromised_at else None,
    }


def key_columns(facts: KeyFacts) -> Iterator[str]:
    """Yield the columns of a line for people."""
    yield f"{facts['kid']:<43}"
    yield f"{facts['algorithm']:<7}"
    yield f"{facts['state']:<11}"
    yield translate("specimen") if facts["is_specimen"] else translate("genuine")
    if facts["signs_now"]:
        yield translate("signs now")
    if since := facts["compromised_at"] or facts["retired_at"] or facts["created_at"]:
        yield since[:10]
