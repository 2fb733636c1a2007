"""Verdicts on uploaded files and codes, with the record. Imports no database code."""

from dataclasses import dataclass

from certificates.records.views import CertificateStatus
from certificates.verification.checked_codes import CheckedEntry

ONLINE_ONLY = "online-only"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The verdict on a file.

    `outcome` is a state of the record, or specimen, differs or refused. `reason` is the code of a
    rejection, `issued` for bytes made here, or `online-only` for a signature of a leaked key, when
    only the record counts. `status` is the record, or None without a valid signature.
    `stated_name` is the name in the file, if it was made here or is signed.
    """

    outcome: str
    reason: str | None
    kind: str
    status: CertificateStatus | None
    stated_name: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether the certificate is genuine and valid."""
        return self.outcome == "valid"

    @property
    def differing_name(self) -> str | None:
        """The name in the file if the record has another one."""
        recorded = self.status.name if self.status else ""
        return self.stated_name if recorded and self.stated_name != recorded else None


def verdict_on_code(entry: CheckedEntry) -> FileVerdict:
    """Build the verdict on a QR code."""
    if entry.status is None:
        return FileVerdict("refused", f"code-{entry.outcome}", "code", None)
    return FileVerdict(
        entry.outcome, leaked_key_reason(entry.signature), "code", entry.status, entry.stated_name
    )


def leaked_key_reason(signature: str | None) -> str | None:
    """Return `online-only` for a signature of a leaked key, else None."""
    return ONLINE_ONLY if signature == ONLINE_ONLY else None
