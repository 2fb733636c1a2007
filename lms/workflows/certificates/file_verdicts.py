"""What a file or a code that somebody hands in is worth, with the record. Loads no database."""

from dataclasses import dataclass

from certificates.records.views import CertificateStatus
from certificates.verification.checked_codes import CheckedEntry

ONLINE_ONLY = "online-only"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file is worth.

    `outcome` is a state of the record, or specimen, differs or refused. `reason` says why a file
    was refused, that it is `issued`: byte for byte one that was made here, or `online-only`: signed
    with a key that has leaked, so that the record alone answered. `status` is the
    record that the file belongs to; None where no good signature names one. `stated_name` is the
    holder's name in the file, where it was issued here or has a good signature.
    """

    outcome: str
    reason: str | None
    kind: str
    status: CertificateStatus | None
    stated_name: str | None = None

    @property
    def is_good(self) -> bool:
        return self.outcome == "valid"

    @property
    def differing_name(self) -> str | None:
        """The name in the file where the record has another one."""
        recorded = self.status.name if self.status else ""
        return self.stated_name if recorded and self.stated_name != recorded else None


def verdict_on_code(entry: CheckedEntry) -> FileVerdict:
    """Of a QR code that was looked at together with others."""
    if entry.status is None:
        return FileVerdict("refused", f"code-{entry.outcome}", "code", None)
    return FileVerdict(
        entry.outcome, leaked_key_reason(entry.signature), "code", entry.status, entry.stated_name
    )


def leaked_key_reason(signature: str | None) -> str | None:
    """A code whose key has leaked proves nothing by itself: the record alone answered."""
    return ONLINE_ONLY if signature == ONLINE_ONLY else None
