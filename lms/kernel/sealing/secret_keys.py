"""Unwrapped data keys and the unwrapping of nested keys. No database access."""

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
    """An unwrapped data key.

    `former` returns the keys of accounts that the person closed by merging. Values that those
    accounts sealed stay as they are; `unseal` tries these keys if its own does not fit.
    """

    id: UUID
    material: bytes
    former: "Callable[[], Collection[SecretKey]] | None" = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"SecretKey({self.id})"

    def seal(self, data: bytes, *, context: str) -> bytes:
        """Encrypt; `context` is authenticated but not stored."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.material).encrypt(nonce, data, context.encode())

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypt. Raises InvalidTag if no key fits or the context differs."""
        try:
            return self._decrypt(sealed, context)
        except InvalidTag:
            for key in self.former() if self.former else ():
                try:
                    return key._decrypt(sealed, context)
                except InvalidTag:
                    continue
            raise

    def _decrypt(self, sealed: bytes, context: str) -> bytes:
        return AESGCM(self.material).decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())

    def seal_json(self, value: Any, *, context: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False).encode(), context=context)

    def unseal_json(self, sealed: bytes, *, context: str) -> Any:
        return json.loads(self.unseal(sealed, context=context))


def unwrap_keys(
    key_ids: Collection[UUID],
    rows_of: Callable[[list[UUID]], Iterable[WrappedKey]],
    server_key: KeyWrapper,
    former_of: Callable[[UUID], Collection[SecretKey]],
) -> dict[UUID, SecretKey]:
    """Unwrap keys; calls `rows_of` once for each level of wrapping. Omits destroyed keys."""
    rows = {row.id: row for row in rows_of(list(key_ids))}
    parents = {row.parent_id for row in rows.values() if row.parent_id is not None}
    parent_keys = unwrap_keys(parents, rows_of, server_key, former_of) if parents else {}
    unwrapped = {}
    for key_id, row in rows.items():
        if row.wrapped is None or (row.parent_id is not None and row.parent_id not in parent_keys):
            continue
        material = (
            server_key.unwrap(row.wrapped, context=key_id.bytes)
            if row.parent_id is None
            else parent_keys[row.parent_id].unseal(row.wrapped, context=str(key_id))
        )
        unwrapped[key_id] = SecretKey(key_id, material, partial(former_of, key_id))
    return unwrapped
