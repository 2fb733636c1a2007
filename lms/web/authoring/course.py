"""The course of an authoring page, with the permission check."""

from dataclasses import dataclass
from uuid import UUID

from courses.catalogue.versions import CourseIds, course_ids
from lms.accounts.permissions import permissions_of
from lms.extensions import db
from lms.web.access.auth import SignedInPerson, current_person, require
from lms.web.texts.language import current_language


@dataclass(frozen=True, slots=True)
class AuthoredCourse:
    """A course and the author; `version_id` is the newest version."""

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
        """Whether the author has the permission in this course."""
        return self.person.may(permission, "course", self.ids.id)

    def role_for(self, permission: str) -> str:
        """The author's role that grants the permission; empty if none."""
        scopes = (("platform", None), ("course", self.ids.id))
        fitting = (
            grant.role
            for grant in self.person.grants
            if permission in permissions_of(grant.role)
            and (grant.scope_type, grant.scope_id) in scopes
        )
        return next(fitting, "")


def course_for(permission: str, code: str) -> AuthoredCourse:
    """Require the permission in a course; the first line of each route here.

    Raises SignInRequired, NotAllowed or CourseNotFound.
    """
    person = current_person()
    if not may_somewhere(person, permission):
        require(permission)
    ids = course_ids(db.session(), code, language=current_language())
    return AuthoredCourse(ids, require(permission, "course", ids.id))


def may_somewhere(person: SignedInPerson, permission: str) -> bool:
    """Whether the person has the permission in any course. Hides the existence of courses."""
    return any(permission in permissions_of(grant.role) for grant in person.grants)
