"""How a holder's own certificates are listed: what became of each, in a word."""

from dataclasses import dataclass
from datetime import datetime

from certificates.records.queries import RENEWAL_PERIOD, CertificateSummary, certificate_state
from certificates.records.views import State


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """A certificate of the list and of the home page; withdrawn ones are on neither."""

    summary: CertificateSummary
    state: State
    renewal_opens: bool  # its end is near or past, and nothing has renewed it

    @property
    def is_renewed(self) -> bool:
        """Another stands beside it, while this one is still what it was."""
        return self.summary.replaced_for == "renewal"


def list_own_certificates(
    certificates: tuple[CertificateSummary, ...], *, now: datetime
) -> list[ListedCertificate]:
    items = (
        ListedCertificate(certificate, state, _renewal_opens(certificate, state, now))
        for certificate in certificates
        if (state := certificate_state(certificate, now)) != "withdrawn"
    )
    return list(items)


def _renewal_opens(certificate: CertificateSummary, state: State, now: datetime) -> bool:
    is_near = (
        certificate.valid_until is not None and certificate.valid_until - RENEWAL_PERIOD <= now
    )
    return is_near and state in ("valid", "expired") and certificate.replaced_at is None
