"""Columns whose ids recur in many rows."""

from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import String, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

RECENT: Final = 4_096  # more ids than a batch of 500 people has


class RecurringId(TypeDecorator[UUID]):
    """Ids that a query, or several queries of a batch, meet again and again.

    SQLite returns text. To make a UUID of it takes longer than the rest of a short row.
    """

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else Uuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value.hex if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return _parse(value) if isinstance(value, str) else value


_parse = lru_cache(maxsize=RECENT)(UUID)
