"""How a holder's own certificates are listed: what became of each, in a word."""

from dataclasses import dataclass
from datetime import datetime

from certificates.queries import CertificateSummary, state_of
from certificates.views import State


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """A certificate of the list and of the home page; withdrawn ones are on neither."""

    summary: CertificateSummary
    state: State

    @property
    def is_renewed(self) -> bool:
        """Another stands beside it, while this one is still what it was."""
        return self.summary.replaced_for == "renewal"


def listed(
    certificates: tuple[CertificateSummary, ...], *, now: datetime
) -> list[ListedCertificate]:
    found = (ListedCertificate(one, state_of(one, now)) for one in certificates)
    return [one for one in found if one.state != "withdrawn"]
