"""No sealed column of a person's tables is forgotten in what they take away."""

from uuid import UUID

from sqlalchemy import LargeBinary

from lms.kernel.database.personal_rows import SECRET_COLUMNS, _owned_tables
from lms.tables import load_tables
from lms.workflows.accounts.personal_data import CONTEXTS, OPENERS, STAY_SEALED

load_tables()


def sealed_columns():
    """Whatever a reader of the file would not see as it stands."""
    return {
        (table.name, column.name)
        for table in _owned_tables(UUID(int=1))
        for column in table.columns
        if column.name not in SECRET_COLUMNS
        and (column.name.startswith("sealed") or isinstance(column.type, LargeBinary))
    }


def test_each_sealed_column_is_opened_or_stays_sealed_for_a_reason():
    opened = {(table, "sealed") for table in CONTEXTS} | set(OPENERS)
    assert sealed_columns() == opened | set(STAY_SEALED)
    assert not opened & set(STAY_SEALED)
