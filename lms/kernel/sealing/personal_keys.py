"""The key of a person by their id, for domains that seal what people write and know ids only."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base
from lms.kernel.sealing.sealing import DataKey, KeyDestroyed, unwrapped_key
from lms.kernel.sealing.secret_keys import SecretKey


def open_key_of(session: Session, person_id: UUID) -> SecretKey:
    """Raises KeyDestroyed once the person is erased."""
    row = session.execute(_key_of_person(), {"person_id": person_id}).one_or_none()
    if row is None:
        raise KeyDestroyed(person_id=person_id)
    return unwrapped_key(session, row.id, row.wrapped)


@cache
def _key_of_person() -> Any:
    """By the name of the table: the kernel stands below the domain that it belongs to."""
    person = Base.metadata.tables["person"]
    return (
        select(DataKey.id, DataKey.wrapped)
        .join(person, person.c.data_key_id == DataKey.id)
        .where(person.c.id == bindparam("person_id"))
    )
