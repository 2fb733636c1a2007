"""The data key of a person by person id, for domains that know ids only."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base
from lms.kernel.sealing.sealing import DataKey, KeyDestroyed, unwrapped_key
from lms.kernel.sealing.secret_keys import SecretKey


def open_person_key(session: Session, person_id: UUID) -> SecretKey:
    """Unwrap the data key of a person. Raises KeyDestroyed if they were erased."""
    row = session.execute(_key_of_person(), {"person_id": person_id}).one_or_none()
    if row is None:
        raise KeyDestroyed(person_id=person_id)
    return unwrapped_key(session, row.id, row.wrapped)


@cache
def _key_of_person() -> Any:
    """The table is looked up by name: the kernel may not import the domain that owns it."""
    person = Base.metadata.tables["person"]
    return (
        select(DataKey.id, DataKey.wrapped)
        .join(person, person.c.data_key_id == DataKey.id)
        .where(person.c.id == bindparam("person_id"))
    )
