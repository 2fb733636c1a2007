"""Errors of backup, check and restore; `lms.cli.error_messages` has a message for each code."""

from lms.kernel.errors import Conflict, Invalid, Unavailable


class BackupExists(Conflict):
    code = "backup-exists"


class BackupNotWritten(Unavailable):
    """Nothing is left under the name of the backup."""

    code = "backup-not-written"


class ToolMissing(Unavailable):
    """pg_dump or pg_restore is not installed."""

    code = "backup-tool-missing"


class ToolFailed(Unavailable):
    code = "backup-tool-failed"


class KeysInBackup(Invalid):
    """The folder for keys is inside the backup."""

    code = "keys-in-backup"


class KeysOfAnother(Invalid):
    """The folder of keys does not have the server key of the backup."""

    code = "keys-of-another"


class BackupIncomplete(Invalid):
    """The folder has no manifest, which is written last."""

    code = "backup-incomplete"


class BackupDamaged(Invalid):
    """A file is missing or differs from the manifest."""

    code = "backup-damaged"


class BackupNewer(Conflict):
    code = "backup-newer"


class BackupOfOtherDatabase(Conflict):
    """The backup is of SQLite and the settings name PostgreSQL, or the reverse."""

    code = "backup-of-other-database"


class DatabaseHasPeople(Conflict):
    code = "database-has-people"


class LedgerMissing(Invalid):
    code = "ledger-missing"


class LedgerOlder(Conflict):
    """The ledger does not begin with the lines that it had when the backup was made."""

    code = "ledger-older"


class CheckNeedsDatabase(Invalid):
    """No second database can be created for the check."""

    code = "check-needs-database"
