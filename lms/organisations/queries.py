"""Read organisations and their tree."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.kernel.texts.text_search import case_variants, contains
from lms.organisations.errors import NpsnUnreadable, OrganisationNotFound
from lms.organisations.kinds import parse_npsn
from lms.organisations.models import Organisation

MAX_RESULTS = 50
MIN_LETTERS = 3  # of a search text; fewer match half of all schools


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation, with the name of its parent."""

    id: UUID
    kind: str
    name: str
    npsn: str | None
    province_code: str | None
    parent_id: UUID | None
    parent_name: str | None
    state: str
    founded_at: datetime

    @property
    def is_approved(self) -> bool:
        return self.state == "approved"


def organisation(session: Session, organisation_id: UUID) -> OrganisationView:
    """Raises OrganisationNotFound."""
    row = session.execute(_views().where(Organisation.id == organisation_id)).one_or_none()
    if row is None:
        raise OrganisationNotFound()
    return OrganisationView(*row)


def find_organisation(session: Session, text: str) -> OrganisationView:
    """Find an organisation by id, NPSN or whole name.

    Raises OrganisationNotFound, also if several match.
    """
    try:
        return organisation(session, UUID(text))
    except ValueError:
        pass
    matches: ColumnElement[bool] = func.lower(Organisation.name).in_(
        case_variants(" ".join(text.split()))
    )
    npsn = _npsn_in(text)
    query = _views().where(Organisation.state != "refused")
    if npsn:
        matches = or_(matches, Organisation.npsn == npsn)
    rows = _listed(session, query.where(matches))
    if len(rows) != 1:
        raise OrganisationNotFound()
    return rows[0]


def ancestor_ids(session: Session, organisation_id: UUID) -> tuple[UUID, ...]:
    """Ids of the organisation and all above it, from below to the top.

    Raises OrganisationNotFound.
    """
    ancestors = _ancestors(organisation_id)
    rows = session.execute(select(ancestors.c.id, ancestors.c.parent_id))
    return _in_order(organisation_id, {row.id: row.parent_id for row in rows})


def organisation_with_ancestors(
    session: Session, organisation_id: UUID
) -> tuple[OrganisationView, tuple[UUID, ...]]:
    """The organisation and the ids of `ancestor_ids`, in one query. Raises OrganisationNotFound."""
    ancestors = _ancestors(organisation_id)
    rows = session.execute(_views().join(ancestors, ancestors.c.id == Organisation.id))
    views = {row.id: OrganisationView(*row) for row in rows}
    line = _in_order(organisation_id, {view.id: view.parent_id for view in views.values()})
    return views[organisation_id], line


def _ancestors(organisation_id: UUID) -> CTE:
    step = select(Organisation.id, Organisation.parent_id)
    line = step.where(Organisation.id == organisation_id).cte("line", recursive=True)
    return line.union(step.join(line, Organisation.id == line.c.parent_id))


def _in_order(organisation_id: UUID, parents: Mapping[UUID, UUID | None]) -> tuple[UUID, ...]:
    if organisation_id not in parents:
        raise OrganisationNotFound()
    line: list[UUID] = []
    current: UUID | None = organisation_id
    while current is not None:
        line.append(current)
        current = parents[current]
    return tuple(line)


def ids_below(tops: Collection[UUID]) -> Select[tuple[UUID]]:
    """A query for the ids of these organisations and all below them, to use in another query."""
    tree = select(Organisation.id).where(Organisation.id.in_(tops)).cte("tree", recursive=True)
    below = select(Organisation.id).join(tree, Organisation.parent_id == tree.c.id)
    tree = tree.union(below)
    return select(tree.c.id)


def organisations_below(session: Session, tops: Collection[UUID]) -> list[OrganisationView]:
    """These organisations and all below them that were not refused, by name."""
    mine = _views().where(Organisation.id.in_(ids_below(tops)), Organisation.state != "refused")
    return _listed(session, mine)


def list_organisations(
    session: Session, tops: Collection[UUID] | None, *, after: UUID | None, limit: int
) -> list[OrganisationView]:
    """A page of approved organisations by id: all for None, or these and those below them."""
    query = _views().where(Organisation.state == "approved")
    if tops is not None:
        query = query.where(Organisation.id.in_(ids_below(tops)))
    if after is not None:
        query = query.where(Organisation.id > after)
    rows = session.execute(query.order_by(Organisation.id).limit(limit))
    return [OrganisationView(*row) for row in rows]


def organisation_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of organisations by id; unknown ids are left out."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)} if ids else {}


def children_of(session: Session, organisation_id: UUID) -> list[OrganisationView]:
    """Organisations directly below this one that were not refused, by name."""
    children = Organisation.parent_id == organisation_id, Organisation.state != "refused"
    return _listed(session, _views().where(*children))


def search_organisations(
    session: Session, text: str, *, kinds: Collection[str] = ()
) -> list[OrganisationView]:
    """Approved and applied organisations with this NPSN, or whose name contains the text.

    At most MAX_RESULTS rows; none for a text shorter than MIN_LETTERS.
    """
    wanted = " ".join(text.split())
    if len(wanted) < MIN_LETTERS:
        return []
    matches = [contains(Organisation.name, wanted)]
    if npsn := _npsn_in(text):
        matches.append(Organisation.npsn == npsn)
    query = _views().where(Organisation.state != "refused", or_(*matches))
    if kinds:
        query = query.where(Organisation.kind.in_(kinds))
    return _listed(session, query.limit(MAX_RESULTS))


def waiting_for_decision(session: Session, tops: Collection[UUID] | None) -> list[OrganisationView]:
    """Applications below these organisations, or all if `tops` is None; oldest first."""
    query = _views().where(Organisation.state == "applied")
    if tops is not None:
        query = query.where(Organisation.parent_id.in_(ids_below(tops)))
    rows = session.execute(query.order_by(Organisation.founded_at))
    return [OrganisationView(*row) for row in rows]


def _views() -> Any:
    parent = aliased(Organisation)
    return select(
        Organisation.id,
        Organisation.kind,
        Organisation.name,
        Organisation.npsn,
        Organisation.province_code,
        Organisation.parent_id,
        parent.name.label("parent_name"),
        Organisation.state,
        Organisation.founded_at,
    ).outerjoin(parent, parent.id == Organisation.parent_id)


def _listed(session: Session, query: Any) -> list[OrganisationView]:
    ordered = query.order_by(func.lower(Organisation.name), Organisation.id)
    return [OrganisationView(*row) for row in session.execute(ordered)]


def _npsn_in(text: str) -> str | None:
    try:
        return parse_npsn(text)
    except NpsnUnreadable:
        return None
