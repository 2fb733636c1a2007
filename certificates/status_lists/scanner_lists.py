"""The status lists in the form that the scanner keeps for hours without a network. Portable.

The lists for other software are JSON-LD, whose canonical form a telephone would work long on. So
the scanner gets the same places as one COSE_Sign1, signed with the key that signs certificates:

    external data   "CERTLIST1|" and the host
    payload         {6: signed, 4: valid until, -65537: [1, [[list, revoked, suspended], ...]]}

`revoked` and `suspended` are ascending places, each as its distance from the one before, so that
few bytes hold many; the first distance counts from -1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any

from certificates.keys import cose
from certificates.qr.code import CLAIMS, EXPIRES_AT, ISSUED_AT, STATUS_LIST_SIZE

FORMAT_VERSION = 1
VALID_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SetEntries:
    """Which places of one list are revoked and which suspended."""

    number: int
    revoked: frozenset[int]
    suspended: frozenset[int]


@dataclass(frozen=True, slots=True)
class ScannerLists:
    """All lists as they were signed together."""

    signed_at: int
    valid_until: int
    lists: tuple[SetEntries, ...]


def external_data(host: str) -> bytes:
    return b"CERTLIST1|" + host.encode("ascii")


def sign_lists(
    lists: Iterable[SetEntries],
    *,
    host: str,
    key_id: bytes,
    signer: Callable[[bytes], bytes],
    now: datetime,
) -> bytes:
    """The signed message; it may be used for a week."""
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


def read_lists(message: bytes, *, host: str, public_key: Any) -> ScannerLists:
    """What the scanner reads. Raises cose.NotCanonical or cryptography's InvalidSignature."""
    sign1 = cose.parse_sign1(message)
    public_key.verify(
        sign1.signature,
        cose.signed_bytes(sign1.payload, key_id=sign1.key_id, external_aad=external_data(host)),
    )
    match cose.loads(sign1.payload):
        case {6: int(signed_at), 4: int(valid_until), -65537: [1, [*places]]}:
            lists = tuple(
                SetEntries(number, _indexes(revoked), _indexes(suspended))
                for number, revoked, suspended in places
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
