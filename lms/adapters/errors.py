"""Errors that prevent a start; `lms.cli.error_messages` has a message for each code."""

from lms.kernel.errors import Conflict, Unavailable


class DataFolderNotWritable(Unavailable):
    code = "data-folder-not-writable"


class DiskFull(Unavailable):
    code = "disk-full"


class PortBusy(Conflict):
    code = "port-busy"


class AddressNotUsable(Unavailable):
    code = "address-not-usable"


class AlreadyRunning(Conflict):
    code = "already-running"


class DatabaseNewer(Conflict):
    code = "database-newer"


class DatabaseUnreachable(Unavailable):
    code = "database-unreachable"


class DatabaseDamaged(Unavailable):
    """Pages of the SQLite file are damaged."""

    code = "database-damaged"


class DatabaseServerNeeded(Conflict):
    """On SQLite the server of the data folder does the background work itself."""

    code = "database-server-needed"


class DatabaseInUse(Conflict):
    code = "database-in-use"


class DatabaseNotCurrent(Conflict):
    """The database has pending migrations."""

    code = "database-not-current"


class DatabaseNotEmpty(Conflict):
    """The target of a copy has rows."""

    code = "database-not-empty"


class CopyIncomplete(Unavailable):
    code = "copy-incomplete"


class MigrationFailed(Unavailable):
    code = "migration-failed"


class MigrationFailedWithCopy(MigrationFailed):
    code = "migration-kept-copy"
