"""Offline verification result. Never reports `valid` from an expired status list. Portable.

`judge.js` implements the same rules for codes on a phone.
"""

from datetime import datetime
from typing import Final, Literal

from certificates.status_lists.scanner_lists import ScannerLists, SetEntries
from certificates.verification.verify_files import FileResult

CLOCK_SKEW: Final = 600  # seconds that the local clock may be behind
OfflineResult = Literal[
    "valid",
    "suspended",
    "revoked",
    "expired",
    "specimen",
    "online-only",
    "old-list",
    "no-list",
    "refused",
]


def offline_result(file: FileResult, lists: ScannerLists, now: datetime) -> OfflineResult:
    """Combine the result of a file with the status lists."""
    if file.outcome == "refused" or file.claims is None:
        return "refused"
    if file.outcome in ("specimen", "online-only"):
        return file.outcome
    set_entries = next(
        (entries for entries in lists.lists if entries.number == file.claims.list_number), None
    )
    if set_entries is None:
        return "expired" if file.outcome == "expired" else "no-list"
    return _by_list(file.outcome, file.claims.status_index, set_entries) or _by_age(lists, now)


def _by_list(signature: str, index: int, set_entries: SetEntries) -> OfflineResult | None:
    """Decide by the list, even an old one: a revocation is never undone."""
    if index in set_entries.suspended:
        return "suspended"
    if index in set_entries.revoked:
        return "revoked"
    return "expired" if signature == "expired" else None


def _by_age(lists: ScannerLists, now: datetime) -> OfflineResult:
    is_fresh = lists.signed_at - CLOCK_SKEW < now.timestamp() < lists.valid_until
    return "valid" if is_fresh else "old-list"
