"""Status lists in a compact form for the offline scanner. Portable.

Canonicalising the JSON-LD lists is slow on a phone. The scanner therefore gets the same indexes as
one COSE_Sign1, signed with the key that signs certificates:

    external data   "CERTLIST1|" and the host
    payload         {6: signed, 4: valid until, -65537: [1, [[list, revoked, suspended], ...]]}

`revoked` and `suspended` are ascending indexes, each as its distance from the previous one; the
first distance counts from -1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Protocol

from certificates.keys import cose
from certificates.qr.code import CLAIMS, EXPIRES_AT, ISSUED_AT, STATUS_LIST_SIZE

FORMAT_VERSION = 1
VALID_FOR = timedelta(days=7)


class VerifiesMessages(Protocol):
    """A public key of `cryptography` that verifies with Ed25519."""

    def verify(self, signature: bytes, data: bytes, /) -> None:
        """Raises InvalidSignature."""


@dataclass(frozen=True, slots=True)
class SetEntries:
    """Revoked and suspended indexes of one list."""

    number: int
    revoked: frozenset[int]
    suspended: frozenset[int]


@dataclass(frozen=True, slots=True)
class ScannerLists:
    """All lists, signed together. `signed_at` and `valid_until` are Unix seconds."""

    signed_at: int
    valid_until: int
    lists: tuple[SetEntries, ...]


def external_data(host: str) -> bytes:
    """Return the external data that binds the lists to a host."""
    return b"CERTLIST1|" + host.encode("ascii")


def sign_lists(
    lists: Iterable[SetEntries],
    *,
    host: str,
    key_id: bytes,
    signer: Callable[[bytes], bytes],
    now: datetime,
) -> bytes:
    """Sign all lists; the message is valid for a week."""
    signed_at = int(now.timestamp())
    encoded_lists = [
        [entries.number, _distances(entries.revoked), _distances(entries.suspended)]
        for entries in sorted(lists, key=lambda entries: entries.number)
    ]
    payload = {
        ISSUED_AT: signed_at,
        EXPIRES_AT: signed_at + int(VALID_FOR.total_seconds()),
        CLAIMS: [FORMAT_VERSION, encoded_lists],
    }
    return cose.sign(
        cose.dumps(payload), key_id=key_id, external_aad=external_data(host), signer=signer
    )


def read_lists(message: bytes, *, host: str, public_key: VerifiesMessages) -> ScannerLists:
    """Verify and parse a message. Raises cose.NotCanonical or InvalidSignature."""
    sign1 = cose.parse_sign1(message)
    public_key.verify(
        sign1.signature,
        cose.signed_bytes(sign1.payload, key_id=sign1.key_id, external_aad=external_data(host)),
    )
    match cose.loads(sign1.payload):
        case {6: int(signed_at), 4: int(valid_until), -65537: [1, [*encoded_lists]]}:
            lists = tuple(
                SetEntries(number, _indexes(revoked), _indexes(suspended))
                for number, revoked, suspended in encoded_lists
            )
            return ScannerLists(signed_at, valid_until, lists)
    raise cose.NotCanonical("lists")


def _distances(indexes: Iterable[int]) -> list[int]:
    ordered = [-1, *sorted(indexes)]
    return [after - before for before, after in pairwise(ordered)]


def _indexes(distances: Sequence[int]) -> frozenset[int]:
    indexes = list(accumulate(distances, initial=-1))[1:]
    if any(step < 1 for step in distances) or (indexes and indexes[-1] >= STATUS_LIST_SIZE):
        raise cose.NotCanonical("places")
    return frozenset(indexes)
