"""Codes against the record without the models, in SQL of its own: see `lms.kernel.plain_reading`.

`certificates.api_queries.checked_entries` answers the same. What a row is worth is decided in one
place for both; here stand only the sentences, and what the drivers give for a column.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from certificates.key_register.registered_keys import all_public_keys, verifier_of
from certificates.keys.ed25519_keys import qr_keys
from certificates.records.record_status import STATUS_COLUMNS, IssuerLine, name_of, status_with
from certificates.records.views import CertificateStatus
from certificates.verification.checked_codes import CheckedEntry, check_entries
from lms.kernel.plain_reading import Ask, LeftToModels
from lms.kernel.ports import Ports
from lms.kernel.sealing.secret_keys import SecretKey, opened_keys

AT_ONCE: Final = 500  # values of a list: any SQLite takes as many
KEY_COLUMNS: Final = (
    "kid",
    "algorithm",
    "is_specimen",
    "public_key",
    "certificate_der",
    "created_at",
    "retired_at",
    "compromised_at",
)
DATA_KEY_COLUMNS: Final = ("id", "parent_id", "wrapped")
JOINED_COLUMNS: Final = ("issuer_name", "issuer_url", "replaced_by")
KEYS: Final = f"""
SELECT {", ".join(KEY_COLUMNS)} FROM signing_key ORDER BY created_at DESC"""  # noqa: S608  our names
DATA_KEYS: Final = f"""
SELECT {", ".join(DATA_KEY_COLUMNS)} FROM data_key WHERE id IN """  # noqa: S608
CERTIFICATES: Final = f"""
SELECT {", ".join(f"certificate.{name}" for name in STATUS_COLUMNS)},
    issuer.name, issuer.url,
    coalesce(later.number, (SELECT b.number FROM certificate b
                            WHERE b.id = certificate.replaced_by_id))
FROM certificate
LEFT JOIN issuer ON issuer.id = certificate.issuer_id
LEFT JOIN certificate later ON later.replaces_id = certificate.id
WHERE certificate.number IN """  # noqa: S608
NAMED: Any = namedtuple  # mypy wants its names to be spelt out


def checked_codes(
    ask: Ask, ports: Ports, texts: Sequence[str], *, now: datetime
) -> tuple[CheckedEntry, ...]:
    """The texts of QR codes, in the order given. Raises LeftToModels."""
    keys = all_public_keys(_rows(ask(KEYS, ()), KEY_COLUMNS), ports.signers)
    verify = verifier_of(qr_keys(keys), ports, now)
    return check_entries(texts, verify, lambda numbers: _statuses(ask, ports, numbers, now), now)


def _statuses(
    ask: Ask, ports: Ports, numbers: Collection[str], now: datetime
) -> dict[str, CertificateStatus]:
    found = _listed(ask, CERTIFICATES, (*STATUS_COLUMNS, *JOINED_COLUMNS), numbers)

    def key_rows(ids: Collection[UUID]) -> list[Any]:
        return _listed(ask, DATA_KEYS, DATA_KEY_COLUMNS, ids)

    ids = {row.data_key_id for row in found}
    keys = opened_keys(ids, key_rows, ports.server_key, _former_keys)
    return {
        row.number: status_with(row, _issuer(row), name_of(row, keys), now, row.replaced_by)
        for row in found
    }


def _issuer(row: Any) -> IssuerLine | None:
    return IssuerLine(row.issuer_name, row.issuer_url) if row.issuer_name is not None else None


def _former_keys(_key_id: UUID) -> Collection[SecretKey]:
    """Asked for where a person has merged accounts, which is seldom."""
    raise LeftToModels


def _listed(ask: Ask, text: str, columns: Sequence[str], values: Collection[Any]) -> list[Any]:
    """Rows of a sentence that ends in a list of these values, some at a time."""
    found = [row for some in _portions(values) for row in ask(text + _list(some), some)]
    return _rows(found, columns)


def _portions(values: Collection[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def _list(values: Sequence[Any]) -> str:
    return f"({', '.join('?' * len(values))})"


def _rows(found: Sequence[Any], columns: Sequence[str]) -> list[Any]:
    """With the names of the columns, and values as the models have them."""
    row = NAMED("Row", columns)
    conversions = [(place, CONVERT[name]) for place, name in enumerate(columns) if name in CONVERT]
    made = []
    for raw in found:
        values = list(raw)
        for place, convert in conversions:
            if values[place] is not None:
                values[place] = convert(values[place])
        made.append(row(*values))
    return made


def as_id(value: str | UUID) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def as_moment(value: str | datetime) -> datetime:
    """SQLite gives a text in UTC that does not say so."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)


CONVERT: Final[Mapping[str, Callable[[Any], Any]]] = {
    "id": as_id,
    "parent_id": as_id,
    "data_key_id": as_id,
    "is_pilot": bool,
    "is_specimen": bool,
    "issued_at": as_moment,
    "valid_until": as_moment,
    "withdrawn_at": as_moment,
    "revoked_at": as_moment,
    "suspended_at": as_moment,
    "replaced_at": as_moment,
    "created_at": as_moment,
    "retired_at": as_moment,
    "compromised_at": as_moment,
}
