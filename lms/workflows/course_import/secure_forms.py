"""Marks the forms of a course whose items are never exported to files."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.items import secure_forms
from courses.catalogue.queries import current_course
from courses.olx.queries import course_id
from lms.kernel import audit


def set_secure_forms(
    session: Session,
    course_code: str,
    form_codes: Collection[str],
    *,
    is_secure: bool,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """Mark forms as secure, or release them, and record it if it changes something.

    Raises CourseNotFound or FormNotFound.
    """
    current_course(session, course_code, language="en", is_loopback=True)
    if is_secure:
        changed = secure_forms.mark_secure(session, form_codes, bank_code=course_code, now=now)
    else:
        changed = secure_forms.release_forms(session, form_codes, bank_code=course_code)
    if changed:
        audit.record(
            session,
            action="forms.secured" if is_secure else "forms.released",
            actor_id=actor_id,
            subject_type="course",
            subject_id=course_id(session, course_code),
            now=now,
            details={"forms": ", ".join(changed)},
        )


def get_secure_forms(session: Session, course_code: str) -> tuple[str, ...]:
    """Return the codes of the secure forms of a course. Raises CourseNotFound."""
    current_course(session, course_code, language="en", is_loopback=True)
    return secure_forms.list_secure_forms(session, bank_code=course_code)
