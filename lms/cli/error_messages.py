"""Messages of the command line for expected errors."""

from sqlalchemy.exc import SQLAlchemyError

from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.kernel.errors import LmsError

MESSAGES = {
    "unsafe-setting": _("A setting is missing or unsafe: %(problem)s."),
    "data-folder-not-writable": _("The data folder %(folder)s cannot be written to: %(reason)s."),
    "disk-full": _(
        "There is no space left for the data folder %(folder)s; free some and start again."
    ),
    "port-busy": _("Port %(port)s on %(host)s is in use; choose another one with PAYUNG_PORT."),
    "address-not-usable": _("Payung cannot listen on %(host)s port %(port)s: %(reason)s."),
    "already-running": _("Payung is already running with this data folder, at %(address)s."),
    "database-newer": _(
        "This database belongs to a newer version of Payung (%(version)s, while this one knows "
        "%(newest)s); install that version or restore a backup."
    ),
    "database-unreachable": _("The database cannot be opened: %(reason)s."),
    "database-damaged": _(
        "The database is damaged (%(reason)s); keep the file as it is and restore the last backup."
    ),
    "database-empty": _(
        "The database is empty; payung serve makes it at its first start, or payung db upgrade."
    ),
    "database-server-needed": _(
        "On SQLite payung serve does the background work itself; "
        "set PAYUNG_DATABASE_URL to divide the work."
    ),
    "database-in-use": _("Another program is working on the database; stop it and start again."),
    "database-not-current": _(
        "This database is at version %(version)s, and this program at %(newest)s; "
        "run payung db upgrade first."
    ),
    "restore-unfinished": _(
        "A restore was interrupted, so this database is not whole; run payung restore again."
    ),
    "backup-exists": _("%(folder)s exists already; name a new folder for the backup."),
    "backup-not-written": _(
        "The backup %(folder)s could not be written, and nothing is left of it: %(reason)s."
    ),
    "backup-tool-missing": _(
        "%(tool)s is not installed; it comes with the client programs of PostgreSQL."
    ),
    "backup-tool-failed": _("%(tool)s failed: %(reason)s"),
    "keys-in-backup": _("%(folder)s is inside the backup; keep the keys apart from it."),
    "keys-of-another": _(
        "%(folder)s does not have the server.key of this backup, and no key was copied; name the "
        "folder with the keys of this installation."
    ),
    "backup-incomplete": _(
        "%(folder)s is no whole backup: it has no manifest that this version can read."
    ),
    "backup-damaged": _("%(file)s is missing or not as it was written; use another backup."),
    "backup-newer": _(
        "This backup is of a newer version of Payung (%(version)s, while this one knows "
        "%(newest)s); install that version first."
    ),
    "backup-of-other-database": _(
        "This backup is of %(backup)s, and the settings name %(here)s; restore it there, then "
        "move with payung db copy."
    ),
    "database-has-people": _(
        "The database that would be replaced has people, or cannot be read; --replace allows it."
    ),
    "ledger-missing": _(
        "The ledger %(file)s is missing. Name it with --ledger. If it is lost, --without-ledger "
        "restores without it: people erased after the backup are back."
    ),
    "ledger-older": _(
        "The ledger %(file)s is older than the backup: it lacks lines that it had then. "
        "Name the newest one with --ledger."
    ),
    "ledger-has-gap": _(
        "The ledger does not continue this backup: what comes before entry %(before)s of the log "
        "is missing, and the backup ends at %(head)s. Name the ledgers of all servers."
    ),
    "ledger-damaged": _("Line %(line)s of the ledger %(file)s cannot be read."),
    "ledger-not-writable": _(
        "The ledger %(file)s cannot be written, so nothing was stored: %(reason)s."
    ),
    "check-needs-database": _(
        "No second database could be created; name an empty one with --database."
    ),
    "database-not-empty": _(
        "The other database is not empty: the table %(table)s is in use. Name an empty one."
    ),
    "copy-incomplete": _(
        "The table %(table)s has %(expected)s rows, but only %(copied)s were copied; "
        "the copy was rolled back."
    ),
    "migration-failed": _(
        "The database could not be brought up to date and was left as it was: %(reason)s."
    ),
    "migration-kept-copy": _(
        "The database could not be brought up to date and was left as it was: %(reason)s; "
        "a copy from before stands in %(copy)s."
    ),
    "release-overtaken": _("Another run evaluates this course; try again in a minute."),
    "learners-present": _(
        "The database has learners; name an empty data folder with PAYUNG_DATA_DIR."
    ),
    "course-not-found": _("There is no course of this code."),
    "form-not-found": _("The course has no form %(form)s."),
    "forms-secure": _(
        "The forms %(forms)s of this course are secure: their items are never written to files. "
        "payung items secure --release ends that."
    ),
    "course-rejected": _(
        "The course in %(folder)s has problems (%(count)s); "
        "payung course check %(folder)s names each of them."
    ),
    "supplies-unfit": _(
        "%(file)s is no file of supplies, or its lists are not signed by a key that counts; "
        "payung certificate supplies writes a new one."
    ),
    "supplies-missing": _("The file of supplies %(file)s cannot be read: %(reason)s."),
    "key-readable-by-others": _("Others can read the key file %(file)s; set its mode to 0600."),
    "key-damaged": _("The key file %(file)s is damaged; restore it from the backup."),
    "server-key-missing": _(
        "This database needs the server key that it was made with, and %(file)s is missing; "
        "copy it from a server that uses this database, or from the backup."
    ),
    "server-key-of-another": _(
        "This database was made with another server key than %(file)s; move that file away, and "
        "copy server.key from a server that uses this database, or from the backup."
    ),
}


def describe_error(problem: Exception) -> str:
    """Return the message of an expected error; re-raises any other."""
    if isinstance(problem, LmsError):
        return _message_for(problem)
    if isinstance(problem, OSError):
        where = f"{problem.filename}: " if problem.filename else ""
        return f"{where}{problem.strerror or problem}."
    if isinstance(problem, SQLAlchemyError):
        reason = str(getattr(problem, "orig", problem)).strip().partition("\n")[0]
        text = MESSAGES["database-unreachable"]
        return translate(text) % {"reason": reason}
    raise problem


def _message_for(problem: LmsError) -> str:
    text = MESSAGES.get(problem.code)
    if text is None:
        from lms.web.texts.error_messages import all_messages

        text = str(all_messages()[problem.code])
    translated = translate(text)
    return translated % problem.parameters if problem.parameters else translated
