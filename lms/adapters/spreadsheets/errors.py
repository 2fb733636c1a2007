"""Why nothing can be read from a file that somebody brought."""

from collections.abc import Sequence

from lms.kernel.errors import Invalid


class TableRefused(Invalid):
    """The kind of all these: the file as a whole is refused, and nothing of it is kept."""

    code = "table-refused"


class TableEmpty(TableRefused):
    code = "table-empty"


class TableFileTooLarge(TableRefused):
    code = "table-file-too-large"


class TableHasTooManyRows(TableRefused):
    code = "table-too-many-rows"


class TableHasTooManyColumns(TableRefused):
    code = "table-too-many-columns"


class TableCellTooLong(TableRefused):
    code = "table-cell-too-long"


class NotATable(TableRefused):
    """A picture, a document, or anything else that holds no table."""

    code = "not-a-table"


class TableBroken(TableRefused):
    """It says that it is a workbook, and cannot be opened."""

    code = "table-broken"


class TableEncrypted(TableRefused):
    code = "table-encrypted"


class TableHasMacros(TableRefused):
    code = "table-has-macros"


class TableHasFormulas(TableRefused):
    code = "table-has-formulas"


class TableHasMergedCells(TableRefused):
    code = "table-has-merged-cells"


class TableDeclaresEntities(TableRefused):
    """The XML inside declares a document type, by which a small file can fill the memory."""

    code = "table-declares-entities"


class TableUnpacksTooLarge(TableRefused):
    code = "table-unpacks-too-large"


class OneRosterIncomplete(TableRefused):
    """A package of OneRoster without its people."""

    code = "oneroster-incomplete"


class RosterHeadingsMissing(TableRefused):
    """No row near the top names the columns."""

    code = "roster-headings-missing"


class RosterHasNoRows(TableRefused):
    """Headings, and nobody below them."""

    code = "roster-has-no-rows"


class RosterHasSeveralSheets(TableRefused):
    """Several sheets hold people. `names` are theirs, so that one can be chosen."""

    code = "roster-has-several-sheets"

    def __init__(self, *, names: Sequence[str]) -> None:
        super().__init__(sheets=", ".join(names))
        self.names = tuple(names)


class RosterSheetHidden(TableRefused):
    """People stand only in a sheet that nobody sees."""

    code = "roster-sheet-hidden"


def refusal(code: str, parameters: dict[str, object]) -> TableRefused:
    """The same refusal again, from what another process wrote down."""
    kinds = {kind.code: kind for kind in TableRefused.__subclasses__()}
    return kinds.get(code, TableBroken)(**parameters)
