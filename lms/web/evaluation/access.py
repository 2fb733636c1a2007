"""Which groups a person may see: all with the permission on the platform, else their own ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from courses.cohorts.queries import cohorts_among
from lms.accounts.permissions import Grant, scopes_with
from lms.extensions import db
from lms.kernel.errors import NotAllowed
from lms.organisations.queries import organisations_below
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.texts.language import current_language
from lms.workflows.evaluation.overview import Choice, Dimension

SEE = "evaluation.see"
SEE_ITEMS = "item.see"


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """An organisation or a cohort of the reader."""

    dimension: Dimension
    group_id: str
    name: str

    @property
    def choice(self) -> Choice:
        """Return the choice of this group."""
        return Choice(self.dimension, self.group_id)


@dataclass(frozen=True, slots=True)
class Access:
    """The reader; `own_groups` is None for those who may see everybody."""

    person: SignedInPerson
    own_groups: tuple[OwnGroup, ...] | None

    @property
    def sees_everyone(self) -> bool:
        """Whether the reader may see every group."""
        return self.own_groups is None

    def permitted(self, choice: Choice) -> Choice:
        """Return the choice, or the first own group for everybody. Raises NotAllowed."""
        return permitted_choice(self.own_groups, choice)


def require_evaluation() -> Access:
    """Return what the current person may see. Raises SignInRequired or NotAllowed."""
    person = current_person()
    if person.may(SEE):
        return Access(person, None)
    own = own_groups(person.grants)
    if not own:
        raise NotAllowed(permission=SEE)
    return Access(person, own)


def require_test_quality() -> SignedInPerson:
    """Return an evaluator, or a person who writes or reviews items.

    Raises SignInRequired or NotAllowed.
    """
    person = current_person()
    if not person.may(SEE) and not person.may(SEE_ITEMS):
        raise NotAllowed(permission=SEE)
    return person


def own_groups(grants: Collection[Grant]) -> tuple[OwnGroup, ...]:
    """Return the organisations that the holder coordinates, those below, and their cohorts."""
    organisation_ids = scopes_with(grants, SEE, "organisation")
    cohort_ids = scopes_with(grants, SEE, "cohort")
    session = db.session()
    organisations = organisations_below(session, organisation_ids) if organisation_ids else []
    cohorts = cohorts_among(session, cohort_ids, language=current_language())
    return (
        *(OwnGroup("organisation", str(entry.id), entry.name) for entry in organisations),
        *(OwnGroup("cohort", str(entry.id), entry.name) for entry in cohorts),
    )


def permitted_choice(groups: Sequence[OwnGroup] | None, choice: Choice) -> Choice:
    """Return the choice, or the first of these groups for everybody; None permits all.

    Raises NotAllowed.
    """
    if groups is None:
        return choice
    if groups and not choice.group_id:
        return groups[0].choice
    if choice not in [group.choice for group in groups]:
        raise NotAllowed(permission=SEE)
    return choice
