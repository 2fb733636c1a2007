"""Set entries of all status lists, in two queries."""

from sqlalchemy import CompoundSelect, or_, select, union_all
from sqlalchemy.orm import Session

from certificates.models import Certificate, LostCertificate, StatusList
from certificates.status_lists.scanner_lists import SetEntries


def set_entries(session: Session) -> tuple[SetEntries, ...]:
    """Return revoked and suspended indexes of all lists.

    Corrected and erased certificates count as revoked; a renewed one stays valid until it expires.
    """
    numbers = session.scalars(select(StatusList.number).order_by(StatusList.number)).all()
    revoked: dict[int, set[int]] = {number: set() for number in numbers}
    suspended: dict[int, set[int]] = {number: set() for number in numbers}
    for number, index, is_revoked in session.execute(_select_set_entries()):
        (revoked if is_revoked else suspended)[number].add(index)
    return tuple(
        SetEntries(number, frozenset(revoked[number]), frozenset(suspended[number]))
        for number in numbers
    )


def _select_set_entries() -> CompoundSelect[int, int, bool]:
    is_revoked = or_(
        Certificate.revoked_at.is_not(None),
        Certificate.withdrawn_at.is_not(None),
        Certificate.replaced_for == "correction",
    )
    known = select(Certificate.list_number, Certificate.status_index, is_revoked).where(
        or_(is_revoked, Certificate.suspended_at.is_not(None))
    )
    lost = select(
        LostCertificate.list_number, LostCertificate.status_index, LostCertificate.is_revoked
    ).where(LostCertificate.is_revoked | LostCertificate.is_suspended)
    return union_all(known, lost)
