"""Checks of `payung doctor`, one function for each part of the installation."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from lms.adapters.database import migrations
from lms.adapters.database.integrity import DOCTOR_SECONDS, check_integrity
from lms.adapters.database.restore_marker import (
    RestoreUnfinished,
    require_no_unfinished_restore,
)
from lms.adapters.errors import DatabaseDamaged, DatabaseNewer, DatabaseUnreachable
from lms.adapters.instance_lock import running_server
from lms.cli.doctor.findings import Finding, fine, note, wrong
from lms.cli.error_messages import describe_error
from lms.cli.language import translate
from lms.kernel.errors import LmsError
from lms.settings import Settings

MIN_FREE_BYTES = 500 * 1024 * 1024
SHOWN_BYTES = 4  # of a fingerprint, enough to tell servers apart
OVERDUE = timedelta(minutes=10)  # of a job that nobody claims
MAX_HEARTBEAT_AGE = 60  # seconds; the consumer updates the file every ten


def check_address(settings: Settings) -> Iterator[Finding]:
    """Check address and mail server."""
    if settings.has_loopback_origin:
        yield note(
            translate(
                "This is a local trial: only this computer reaches it; certificates are specimens."
            )
        )
    else:
        yield fine(translate("The address is https: camera, passkeys and offline use work."))
    if not settings.has_mail:
        yield note(translate("No mail server is set: messages stay in the data folder."))


def check_data_folder(settings: Settings) -> Iterator[Finding]:
    """Check permissions and free space."""
    open_to_others = [path for path in _private_paths(settings) if _is_open_to_others(path)]
    for path in open_to_others:
        yield wrong(translate("Others can read %(path)s; set its mode to %(mode)s."),
                    path=path, mode="0700" if path.is_dir() else "0600")  # fmt: skip
    if not open_to_others:
        yield fine(translate("Only its owner can read the data folder and the keys."))
    free = shutil.disk_usage(settings.data_dir).free
    size = f"{free / 1024**3:.1f} GB"
    if free < MIN_FREE_BYTES:
        yield wrong(translate("Only %(size)s are free on the disk."), size=size)
    else:
        yield fine(translate("%(size)s are free on the disk."), size=size)


def check_ledger(settings: Settings) -> Iterator[Finding]:
    """Check that the ledger can be written, and whether it outlives the data folder."""
    path = settings.ledger_path
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        yield wrong(translate("The ledger %(file)s cannot be written."), file=path)
    elif path.is_relative_to(settings.data_dir):
        text = translate(
            "The ledger is in the data folder and is lost with it; set PAYUNG_LEDGER_FILE."
        )
        yield note(text)
    else:
        yield fine(translate("The ledger is outside the data folder."))


def check_database(settings: Settings) -> Iterator[Finding]:
    """Check integrity, version, keys and courses."""
    try:
        require_no_unfinished_restore(settings.database_uri)
    except (RestoreUnfinished, DBAPIError) as problem:
        yield wrong(describe_error(problem))
        return
    if not settings.database_url and not (settings.data_dir / "payung.db").exists():
        yield wrong(translate("There is no database yet; ./run makes it."))
        return
    damage = list(_check_damage(settings))
    yield from damage
    if any(finding.level == "wrong" for finding in damage):
        return  # further checks would fail
    engine = migrations.create_migration_engine(settings.database_uri)
    try:
        version, newest = migrations.database_version(engine), migrations.latest_version()
    except DatabaseUnreachable as problem:
        yield wrong(describe_error(problem))
        return
    finally:
        engine.dispose()
    if version > newest:
        yield wrong(describe_error(DatabaseNewer(version=version, newest=newest)))
    elif version < newest:
        yield wrong(translate("The database is older than this program; run payung db upgrade."))
    else:
        yield fine(translate("The database is at version %(version)s."), version=version)
        missing_keys = list(_check_missing_keys(settings))
        yield from missing_keys or [*_check_server_key(settings), *_check_content(settings)]
    for copy in migrations.migration_copies(settings.data_dir / "payung.db"):
        yield wrong(
            translate(
                "A failed migration left %(path)s; it holds personal data, so remove it when done."
            ),
            path=copy,
        )


def _check_damage(settings: Settings) -> Iterator[Finding]:
    result = check_integrity(
        settings.database_uri, seconds=DOCTOR_SECONDS, thoroughness="integrity"
    )
    if result.damage is not None:
        yield wrong(describe_error(DatabaseDamaged(reason=result.damage)))
    elif not result.is_complete:
        yield note(
            translate(
                "The check of the database for damage was stopped after %(seconds)s seconds."
            ),
            seconds=round(DOCTOR_SECONDS),
        )


def check_tasks(settings: Settings) -> Iterator[Finding]:
    """Check that server and consumer are running. Other servers may do the work of a database."""
    is_serving = running_server(settings.data_dir) is not None
    if _has_heartbeat(settings) and (is_serving or settings.database_url):
        yield fine(
            translate("The server is running, and tasks are done.")
            if is_serving
            else translate("Background work is done here by payung work.")
        )
    elif not is_serving:
        yield note(translate("The server is not running."))
    elif not settings.database_url:
        yield wrong(translate("The process for tasks has been silent; start the server again."))
    elif _is_work_overdue(settings):
        yield wrong(
            translate(
                "Background work has waited for over %(minutes)s minutes; start payung work."
            ),
            minutes=OVERDUE // timedelta(minutes=1),
        )
    else:
        yield note(translate("The server is running, and leaves background work to others."))


def _has_heartbeat(settings: Settings) -> bool:
    from lms.tasks import HEARTBEAT_FILE

    try:
        age = time.time() - (settings.data_dir / HEARTBEAT_FILE).stat().st_mtime
    except FileNotFoundError:
        return False
    return age <= MAX_HEARTBEAT_AGE


def _is_work_overdue(settings: Settings) -> bool:
    """Whether a job waits for longer than a consumer would let it. False without a database."""
    from lms.cli.application import read_session
    from lms.kernel.clock import utc_now
    from lms.kernel.jobs import has_waiting_job

    try:
        with read_session(settings) as session:
            return has_waiting_job(session, due_before=utc_now() - OVERDUE)
    except LmsError:  # named by the check of the database
        return False


def _check_missing_keys(settings: Settings) -> Iterator[Finding]:
    """Run before `_check_content`, which would create missing keys."""
    from lms.adapters.keys.server_key import find_key_evidence

    missing = [path for path in _key_files(settings) if not path.exists()]
    if missing and not find_key_evidence(settings.database_uri).needs_key:
        yield wrong(translate("There are no keys yet; ./run makes them."))
        return
    for path in missing:
        yield wrong(
            translate("The key file %(file)s is missing; restore it from the backup."), file=path
        )


def _check_server_key(settings: Settings) -> Iterator[Finding]:
    """Compare the server key with the one that the database names. Raises ServerKeyMismatch."""
    from lms.adapters.keys.server_key import find_key_evidence, load_server_key
    from lms.kernel.sealing.server_key_record import key_fingerprint

    key = load_server_key(settings.keys_dir / "server.key", settings.database_uri)
    if find_key_evidence(settings.database_uri).fingerprint is None:
        yield note(
            translate(
                "The database has no fingerprint of its server key yet; the next start stores it."
            )
        )
        return
    text = translate("The server key matches the database: %(fingerprint)s.")
    yield fine(text, fingerprint=key_fingerprint(key)[:SHOWN_BYTES].hex())


def _check_content(settings: Settings) -> Iterator[Finding]:
    """Load the application, read the keys and look up the courses."""
    from certificates.records.queries import current_issuer
    from courses.catalogue.queries import courses
    from lms.accounts.roles.queries import has_administrator
    from lms.accounts.roles.unproven_ways_in import list_unproven_accounts
    from lms.app import create_app
    from lms.extensions import db

    with create_app(settings).app_context():
        session = db.session()
        listed_courses = courses(session, language="en", is_loopback=settings.has_loopback_origin)
        has_admin, issuer = has_administrator(session), current_issuer(session)
        unproven = len(list_unproven_accounts(session))
        db.session.remove()
        db.engine.dispose()
    yield fine(translate("The keys can be used."))
    for course in listed_courses:
        text = translate("Course %(code)s is open.")
        if not course.opening.is_open:
            text = translate(
                "Course %(code)s is a draft and closed until an administrator opens it."
            )
        yield (fine if course.opening.is_open else note)(text, code=course.code)
    if not listed_courses:
        yield wrong(translate("There is no course; run payung course import."))
    if not has_admin:
        yield note(translate("There is no administrator yet; the start prints a link."))
    if unproven:
        yield note(
            translate(
                "Accounts from learning platforms or sign-in providers that got a role before it "
                "removed their ways to sign in: %(count)s. /admin/people names them and says what "
                "to do."
            ),
            count=unproven,
        )
    if issuer is None:
        yield note(translate("No issuer is set yet; an administrator does so at /admin/setup."))


def _private_paths(settings: Settings) -> Iterator[Path]:
    yield settings.data_dir
    yield from settings.data_dir.glob("payung.db*")
    if settings.keys_dir.is_dir():
        yield settings.keys_dir
        yield from settings.keys_dir.iterdir()


def _key_files(settings: Settings) -> Iterator[Path]:
    from certificates.keys import document_keys, ed25519_keys
    from lms.adapters.keys import answer_keys

    names = ["server.key", "session.key", answer_keys.CURRENT_FILE]
    names += [ed25519_keys.SPECIMEN_KEY, document_keys.SPECIMEN_DOCUMENT_KEY]
    if not settings.pkcs11_module:
        names += [ed25519_keys.CERTIFICATE_KEY, document_keys.DOCUMENT_KEY]
    return (settings.keys_dir / name for name in names)


def _is_open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
