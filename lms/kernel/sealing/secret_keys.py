"""Unwrapped data keys, and how those that wrap one another are opened. Knows no database."""

import json
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.kernel.ports import KeyWrapper

NONCE = 12


class WrappedKey(Protocol):
    """A row of `data_key`: `wrapped` is None once the key is destroyed."""

    @property
    def id(self) -> UUID: ...

    @property
    def parent_id(self) -> UUID | None: ...

    @property
    def wrapped(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class SecretKey:
    """An unwrapped data key, for sealing many values at the price of one look-up.

    `former` gives the keys of accounts that its person has closed by merging: what they sealed
    stays sealed with them, and is tried only where the key itself does not open a value.
    """

    id: UUID
    material: bytes
    former: "Callable[[], Collection[SecretKey]] | None" = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"SecretKey({self.id})"

    def seal(self, data: bytes, *, context: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.material).encrypt(nonce, data, context.encode())

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        try:
            return self._opened(sealed, context)
        except InvalidTag:
            for key in self.former() if self.former else ():
                try:
                    return key._opened(sealed, context)
                except InvalidTag:
                    continue
            raise

    def _opened(self, sealed: bytes, context: str) -> bytes:
        return AESGCM(self.material).decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())

    def seal_json(self, value: Any, *, context: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False).encode(), context=context)

    def unseal_json(self, sealed: bytes, *, context: str) -> Any:
        return json.loads(self.unseal(sealed, context=context))


def opened_keys(
    key_ids: Collection[UUID],
    rows_of: Callable[[list[UUID]], Iterable[WrappedKey]],
    server_key: KeyWrapper,
    former_of: Callable[[UUID], Collection[SecretKey]],
) -> dict[UUID, SecretKey]:
    """Asks for rows as often as keys wrap one another; keys that were destroyed are left out."""
    rows = {row.id: row for row in rows_of(list(key_ids))}
    parents = {row.parent_id for row in rows.values() if row.parent_id is not None}
    opened = opened_keys(parents, rows_of, server_key, former_of) if parents else {}
    found = {}
    for key_id, row in rows.items():
        if row.wrapped is None or (row.parent_id is not None and row.parent_id not in opened):
            continue
        material = (
            server_key.unwrap(row.wrapped, context=key_id.bytes)
            if row.parent_id is None
            else opened[row.parent_id].unseal(row.wrapped, context=str(key_id))
        )
        found[key_id] = SecretKey(key_id, material, partial(former_of, key_id))
    return found
