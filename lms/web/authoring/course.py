"""The course of a page of this area, and whether the reader may do this in it."""

from dataclasses import dataclass
from uuid import UUID

from courses.catalogue.versions import CourseIds, course_ids
from lms.accounts.permissions import permissions_of
from lms.extensions import db
from lms.web.access.auth import SignedInPerson, current_person, require
from lms.web.texts.language import current_language


@dataclass(frozen=True, slots=True)
class AuthoredCourse:
    """A course and its reader; `version_id` is that of the newest version."""

    ids: CourseIds
    person: SignedInPerson

    @property
    def code(self) -> str:
        return self.ids.code

    @property
    def title(self) -> str:
        return self.ids.title

    @property
    def version_id(self) -> UUID:
        return self.ids.version_ids[0]

    def may(self, permission: str) -> bool:
        return self.person.may(permission, "course", self.ids.id)

    def role_for(self, permission: str) -> str:
        """The role by which the reader may do this."""
        scopes = (("platform", None), ("course", self.ids.id))
        fitting = (
            grant.role
            for grant in self.person.grants
            if permission in permissions_of(grant.role)
            and (grant.scope_type, grant.scope_id) in scopes
        )
        return next(fitting, "")


def course_for(permission: str, code: str) -> AuthoredCourse:
    """The first line of each route here. Raises SignInRequired, NotAllowed or CourseNotFound."""
    person = current_person()
    if not may_somewhere(person, permission):
        require(permission)
    ids = course_ids(db.session(), code, language=current_language())
    return AuthoredCourse(ids, require(permission, "course", ids.id))


def may_somewhere(person: SignedInPerson, permission: str) -> bool:
    """In at least one course: others learn nothing of which courses there are."""
    return any(permission in permissions_of(grant.role) for grant in person.grants)
