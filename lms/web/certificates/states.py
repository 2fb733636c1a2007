"""States of a holder's certificates in lists."""

from dataclasses import dataclass
from datetime import datetime

from certificates.records.queries import RENEWAL_PERIOD, CertificateSummary, certificate_state
from certificates.records.views import State


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """A certificate in the list and on the home page; erased ones are in neither."""

    summary: CertificateSummary
    state: State
    renewal_opens: bool  # validity ends soon or ended, and it was not renewed

    @property
    def is_renewed(self) -> bool:
        """Whether it was renewed; it stays valid until it expires."""
        return self.summary.replaced_for == "renewal"


def list_own_certificates(
    certificates: tuple[CertificateSummary, ...], *, now: datetime
) -> list[ListedCertificate]:
    """Return certificates with their states, without erased ones."""
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
