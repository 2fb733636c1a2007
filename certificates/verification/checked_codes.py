"""Evaluates numbers and codes against their records. Uses no database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from certificates.numbers import parse_number
from certificates.records.record_status import code_outcome
from certificates.records.views import CertificateStatus
from certificates.verification.code_verification import QrVerdict

CODE_PREFIXES = ("HTTP://", "HTTPS://")
Statuses = Mapping[str, CertificateStatus]  # by canonical number; unknown numbers are absent


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """Result for a number or a code; `status` is None for codes without a valid signature."""

    outcome: str
    status: CertificateStatus | None
    signature: str | None = None  # outcome of the signature of a code
    stated_name: str | None = None  # name in a code with a valid signature


def is_code(text: str) -> bool:
    """Whether a text may be that of a QR code, rather than a number."""
    return text.strip().upper().startswith(CODE_PREFIXES)


def evaluate_entries(
    texts: Sequence[str],
    verify: Callable[[str], QrVerdict],
    statuses_of: Callable[[set[str]], Statuses],
    now: datetime,
) -> tuple[CheckedEntry, ...]:
    """Evaluate numbers and texts of QR codes; results are in the order of `texts`.

    `statuses_of` is called once with all canonical numbers.
    """
    verdicts = [verify(text.strip()) if is_code(text) else None for text in texts]
    numbers = [
        verdict.number if verdict is not None and verdict.claims else parse_number(text)
        for text, verdict in zip(texts, verdicts, strict=True)
    ]
    statuses = statuses_of({number for number in numbers if number})
    unknown = CertificateStatus("not-found", now)
    return tuple(
        _checked(verdict, statuses.get(number or "", unknown))
        for verdict, number in zip(verdicts, numbers, strict=True)
    )


def _checked(verdict: QrVerdict | None, status: CertificateStatus) -> CheckedEntry:
    if verdict is None:
        is_specimen = status.is_specimen and status.state in ("valid", "expired")
        return CheckedEntry("specimen" if is_specimen else status.state, status)
    if verdict.claims is None:
        return CheckedEntry(verdict.outcome, None)
    outcome = code_outcome(verdict.outcome, verdict.claims, status)
    return CheckedEntry(outcome, status, verdict.outcome, verdict.claims.name)
