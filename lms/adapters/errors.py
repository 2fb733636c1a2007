"""What may stand in the way of a start, by code; the command line has a sentence for each."""

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
    """Pages of the file cannot be read as SQLite wrote them."""

    code = "database-damaged"


class DatabaseInUse(Conflict):
    code = "database-in-use"


class DatabaseNotCurrent(Conflict):
    """Migrations are missing in what is to be copied."""

    code = "database-not-current"


class DatabaseNotEmpty(Conflict):
    """Rows stand where a copy is to go."""

    code = "database-not-empty"


class CopyIncomplete(Unavailable):
    code = "copy-incomplete"


class MigrationFailed(Unavailable):
    code = "migration-failed"


class MigrationFailedWithCopy(MigrationFailed):
    code = "migration-kept-copy"
