"""Create, change, approve and move organisations. Callers commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.texts.texts import TextMissing, clean_line
from lms.organisations import queries
from lms.organisations.audit_trail import record_about
from lms.organisations.errors import (
    NpsnOfSchoolsOnly,
    NpsnTaken,
    OrganisationInItself,
    OrganisationKindUnknown,
    OrganisationNotApproved,
    OrganisationNotFound,
)
from lms.organisations.kinds import KINDS, MAX_NAME_LENGTH, parse_npsn
from lms.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """Details of an organisation. The caller has validated the code of the province."""

    name: str
    npsn: str = ""
    province_code: str | None = None


def create_organisation(
    session: Session,
    *,
    kind: str,
    facts: OrganisationDetails,
    parent_id: UUID | None,
    founded_by: UUID | None,
    now: datetime,
    is_approved: bool = False,
) -> UUID:
    """Create an organisation, which has to be approved unless `is_approved`. Returns its id.

    Raises OrganisationKindUnknown, OrganisationNotApproved for the parent, TextMissing,
    NpsnUnreadable, NpsnOfSchoolsOnly or NpsnTaken.
    """
    if kind not in KINDS:
        raise OrganisationKindUnknown(kind=kind)
    if parent_id is not None:
        lock_approved(session, parent_id)
    organisation = Organisation(
        id=new_id(),
        kind=kind,
        name=_clean_name(facts.name),
        npsn=_validate_npsn(kind, facts.npsn),
        province_code=facts.province_code or None,
        parent_id=parent_id,
        state="approved" if is_approved else "applied",
        founded_by=founded_by,
        founded_at=now,
        decided_at=now if is_approved else None,
    )
    with _unique_npsn(session):
        session.add(organisation)
    _audit(session, "organisation.founded", organisation.id, founded_by, now, {"kind": kind})
    return organisation.id


def correct_organisation(
    session: Session,
    organisation_id: UUID,
    *,
    facts: OrganisationDetails,
    corrected_by: UUID,
    now: datetime,
) -> None:
    """Change the details.

    Raises OrganisationNotFound, TextMissing, NpsnUnreadable, NpsnOfSchoolsOnly or NpsnTaken.
    """
    organisation = _locked(session, organisation_id)
    with _unique_npsn(session):
        organisation.name = _clean_name(facts.name)
        organisation.npsn = _validate_npsn(organisation.kind, facts.npsn)
        organisation.province_code = facts.province_code or None
    _audit(session, "organisation.corrected", organisation_id, corrected_by, now)


def decide_on_organisation(
    session: Session,
    organisation_id: UUID,
    *,
    decision: Literal["approved", "refused"],
    decided_by: UUID,
    now: datetime,
) -> None:
    """Approve or refuse an application. The same decision again changes nothing.

    Raises OrganisationNotFound, or OrganisationNotApproved after another decision.
    """
    organisation = _locked(session, organisation_id)
    if organisation.state == decision:
        return
    if organisation.state != "applied":
        raise OrganisationNotApproved()
    organisation.state, organisation.decided_at = decision, now
    _audit(session, f"organisation.{decision}", organisation_id, decided_by, now)


def move_organisation(
    session: Session,
    organisation_id: UUID,
    *,
    parent_id: UUID | None,
    moved_by: UUID,
    now: datetime,
) -> None:
    """Move an organisation, with all below it, below another one or to the top.

    Raises OrganisationInItself or OrganisationNotApproved.
    """
    moved_from = lock_for_move(session, organisation_id, parent_id)
    _locked(session, organisation_id).parent_id = parent_id
    details = {"from": _text(moved_from), "to": _text(parent_id)}
    _audit(session, "organisation.moved", organisation_id, moved_by, now, details)


def lock_for_move(session: Session, organisation_id: UUID, parent_id: UUID | None) -> UUID | None:
    """Lock the organisation and its new ancestors for a move, and return its current parent.

    The new ancestors are read again after locking, so that two concurrent moves cannot create a
    cycle. Raises OrganisationInItself or OrganisationNotApproved.
    """
    _lock_all(session, {organisation_id, *_ancestor_ids(session, parent_id)})
    organisation = _locked(session, organisation_id)
    if organisation_id in _ancestor_ids(session, parent_id):
        raise OrganisationInItself()
    if parent_id is not None:
        lock_approved(session, parent_id)
    return organisation.parent_id


def lock_approved(session: Session, organisation_id: UUID) -> None:
    """Lock an approved organisation. Raises OrganisationNotFound or OrganisationNotApproved."""
    if _locked(session, organisation_id).state != "approved":
        raise OrganisationNotApproved()


def _ancestor_ids(session: Session, parent_id: UUID | None) -> tuple[UUID, ...]:
    return queries.ancestor_ids(session, parent_id) if parent_id is not None else ()


def _lock_all(session: Session, organisation_ids: set[UUID]) -> None:
    """Lock in the order of ids, so that two moves cannot deadlock."""
    rows = select(Organisation.id).where(Organisation.id.in_(organisation_ids))
    session.execute(rows.order_by(Organisation.id).with_for_update())


def _locked(session: Session, organisation_id: UUID) -> Organisation:
    """Lock the row on PostgreSQL; SQLite has one writer. Raises OrganisationNotFound.

    FOR NO KEY UPDATE: whoever joins, with their account locked, does not wait for it.
    """
    row = select(Organisation).where(Organisation.id == organisation_id)
    locked = row.with_for_update(key_share=True).execution_options(populate_existing=True)
    organisation = session.scalar(locked)
    if organisation is None:
        raise OrganisationNotFound()
    return organisation


def _clean_name(name: str) -> str:
    cleaned = clean_line(name, max_length=MAX_NAME_LENGTH)
    if not cleaned:
        raise TextMissing()
    return cleaned


def _validate_npsn(kind: str, text: str) -> str | None:
    npsn = parse_npsn(text)
    if npsn and kind != "school":
        raise NpsnOfSchoolsOnly()
    return npsn


@contextmanager
def _unique_npsn(session: Session) -> Iterator[None]:
    """Translate a violated unique constraint into NpsnTaken."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise NpsnTaken() from None


def _audit(
    session: Session,
    action: str,
    organisation_id: UUID,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    record_about(session, action, organisation_id, actor_id=actor_id, now=now, details=details)


def _text(parent_id: UUID | None) -> str | None:
    return str(parent_id) if parent_id else None
